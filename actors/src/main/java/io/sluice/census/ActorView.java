package io.sluice.census;

import java.util.OptionalInt;

/**
 * One actor as it is now.
 *
 * @param path its place: switch/bridges/br0/vh0
 * @param parent the path of the next one above that there is; empty for the first
 * @param lane whose thread it runs on; empty: none
 * @param state running, or failed while it waits to be started again
 * @param mailboxDepth messages that wait
 * @param messages handled since its start
 * @param polls of its rings since they are polled
 * @param busyPercent share of the time, in the last measurement, that its messages and polls took
 * @param restarts after a failure
 * @param failures messages or polls that failed, whether it was started again or went on
 */
public record ActorView(
    String path,
    String parent,
    String kind,
    OptionalInt lane,
    String state,
    int mailboxDepth,
    long messages,
    long polls,
    double busyPercent,
    int restarts,
    int failures,
    String lastFailure,
    double ageSeconds) {}
