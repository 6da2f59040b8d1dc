/**
 * The local API: what one process of this machine asks of a running switch, over a Unix domain
 * socket in the switch's run directory. Server (in the switch), client (in the command line) and
 * the frames between them. The client's half loads neither Akka nor the configuration's library.
 */
package io.sluice.daemon.api;
