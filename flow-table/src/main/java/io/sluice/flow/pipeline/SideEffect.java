package io.sluice.flow.pipeline;

/** What a packet does to the tables. A lane sees it, and the control thread carries it out. */
public sealed interface SideEffect permits Learned, Shortened {}
