/**
 * Token buckets and meters: how fast packets may come. Nothing here knows what a packet is beyond
 * its length, and nothing waits, allocates or reads a clock.
 */
package io.sluice.qos;
