package io.sluice.openflow.match;

/** Which packets a flow is about. */
public sealed interface Match permits OxmMatch, Match10 {}
