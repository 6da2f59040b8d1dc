/** Learned MAC addresses, one table per lane and bridge. */
package io.sluice.flow.mac;
