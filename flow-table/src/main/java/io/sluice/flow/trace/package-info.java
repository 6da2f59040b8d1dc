/**
 * What the pipeline would do to a packet, step by step, for people: the text of ofproto/trace. Runs
 * wherever it is asked, over an immutable snapshot; no lane knows of it.
 */
package io.sluice.flow.trace;
