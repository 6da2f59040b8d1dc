/**
 * What of a machine keeps a switch from its best, and what to do about it. Looks, changes nothing,
 * and asks no switch. A new kind of thing to look at is a new {@code Check}.
 */
package io.sluice.daemon.doctor;
