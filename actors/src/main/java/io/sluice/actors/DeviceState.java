package io.sluice.actors;

import java.util.List;

/**
 * What a port's device is like at one moment, as its actor tells it.
 *
 * @param link packets can pass
 * @param polled every queue that it has is on its lane
 * @param status one line for people
 * @param lanes of its queues, each once
 */
record DeviceState(boolean link, boolean polled, String status, List<Integer> lanes) {}
