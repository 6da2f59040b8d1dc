/**
 * What a user wrote: matches, actions, rules and tables, and the immutable snapshot of them that
 * lanes work with. Nothing here runs per packet.
 */
package io.sluice.flow.pipeline;
