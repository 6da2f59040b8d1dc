package io.sluice.capture;

/**
 * What the numbers in a captured packet mean.
 *
 * @param bridge its number in the switch
 * @param ofport the port's OpenFlow number
 */
public record CapturePort(int bridge, int ofport, String bridgeName, String port) {}
