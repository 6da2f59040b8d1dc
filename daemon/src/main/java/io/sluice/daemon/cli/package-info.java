/**
 * The command line: what a user types becomes a request to a running switch, or the switch itself.
 * A command that only asks loads nothing of the switch, so that it answers at once.
 */
package io.sluice.daemon.cli;
