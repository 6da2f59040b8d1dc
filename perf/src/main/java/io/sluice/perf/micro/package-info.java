/**
 * JMH benchmarks: one question a class, over a burst of 32 packets. Run by {@code ./sluice perf
 * jmh}. The end-to-end runs say what it is all worth.
 */
package io.sluice.perf.micro;
