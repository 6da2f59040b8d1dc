/**
 * End-to-end runs against peers: {@code sluice perf vhost}. Starts the switches as processes and
 * measures from outside; nothing here is in the packet path, and nothing imports this.
 */
package io.sluice.perf;
