/**
 * How values lie in bytes: one description of a structure reads and writes it. No message is known
 * here; messages, actions and matches are described in the packages beside this one.
 */
package io.sluice.openflow.wire;
