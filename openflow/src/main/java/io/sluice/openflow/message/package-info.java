/**
 * The messages of OpenFlow 1.0 and 1.3 and of Nicira's and ONF's extensions. {@link
 * io.sluice.openflow.message.OpenFlowCodec} is the door.
 */
package io.sluice.openflow.message;
