package io.sluice.news;

/**
 * Something that happened.
 *
 * @param sequence grows by one with each
 * @param atMs since 1970
 * @param kind one of {@link Kind}, in small letters
 * @param path of the actor that it is about
 * @param text a line for people
 */
public record Event(long sequence, long atMs, String kind, String path, String text) {
  /** What can happen. */
  public enum Kind {
    /** A port's link is up, or down. */
    LINK,
    /** A front end came or went. */
    VHOST,
    /** A device failed, and will be started again. */
    RESTART,
    /** A bridge or port came or went, or a port was configured. */
    CONFIG,
    /** A bridge's tables have changed; several changes in half a second are one event. */
    GENERATION,
    /** A lane stalled, or goes on; a queue moved. */
    LANE
  }
}
