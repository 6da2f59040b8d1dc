/**
 * The switch's side of the protocol: messages become changes and questions of {@link
 * io.sluice.actors.SwitchApi}, and its answers messages.
 */
package io.sluice.openflow.agent;
