/**
 * Connections to controllers and tools: sockets, TLS, the greeting, probes, roles, send queues.
 * What a message does is the business of a {@link io.sluice.openflow.connection.MessageHandler}.
 */
package io.sluice.openflow.connection;
