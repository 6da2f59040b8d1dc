/** Matches on the wire: OXM and NXM fields, their masks and prerequisites, and 1.0's match. */
package io.sluice.openflow.match;
