/**
 * {@code sluice support-bundle}: what who helps wants to see of a switch, in one archive, without
 * its secrets. Also of a switch that is dead or does not answer.
 */
package io.sluice.daemon.bundle;
