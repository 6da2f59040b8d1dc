/**
 * What happens in a switch, for whoever wants to hear of it: links, front ends, restarts, changes.
 * The last events are kept; nobody waits for who does not listen.
 */
package io.sluice.news;
