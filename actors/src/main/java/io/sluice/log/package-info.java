/**
 * What is logged: events with a name and key=value pairs, each cause at a bounded rate. How a line
 * looks is the process's business; lanes and the packet path do not log.
 */
package io.sluice.log;
