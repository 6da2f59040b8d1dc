/**
 * The counters file: what the switch counted, in a file that anyone allowed may map, while it runs
 * and after it died. Readers ask nobody.
 */
package io.sluice.daemon.stat;
