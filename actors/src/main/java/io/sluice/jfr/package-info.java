/**
 * Events for Java Flight Recorder, in the category Sluice. Threads of actors commit them, never a
 * lane: a commit may have to hand over a full buffer, and allocates. Off, an event costs a test.
 */
package io.sluice.jfr;
