/**
 * The actors of a switch (Switch, Bridge, Port, VhostSession, Virtqueue) and {@link
 * io.sluice.actors.SwitchApi}, the door through which daemon and tests drive them.
 */
package io.sluice.actors;
