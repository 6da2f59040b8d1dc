/**
 * {@code /metrics} for Prometheus: read from the switch's counters when it is scraped. Nothing is
 * counted twice and nothing runs between two scrapes.
 */
package io.sluice.daemon.metrics;
