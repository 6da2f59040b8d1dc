/** Actions and instructions on the wire: OpenFlow's own, and Nicira's. */
package io.sluice.openflow.action;
