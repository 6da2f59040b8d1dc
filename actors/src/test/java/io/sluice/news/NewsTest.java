package io.sluice.news;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers go on where they were, and miss what is not kept any more. */
class NewsTest {
  private final News news = new News();

  @Test
  void shouldGiveWhatCameAfter() {
    news.tell(Event.Kind.LINK, "switch/a", "up");
    news.tell(Event.Kind.VHOST, "switch/b", "gone");
    assertEquals(2, news.last());
    Event second = news.after(1, 10).getFirst();
    assertEquals(2, second.sequence());
    assertEquals("vhost", second.kind());
    assertEquals("switch/b", second.path());
    assertEquals(1, news.after(0, 1).size());
    assertEquals(List.of(), news.after(2, 10));
    assertEquals(List.of(), news.after(99, 10), "of another switch, before a restart");
    assertEquals(List.of(), news.after(Long.MAX_VALUE, 10));
  }

  @Test
  void shouldKeepTheLast() {
    for (int i = 1; i <= 2 * News.KEPT + 5; i++) {
      news.tell(Event.Kind.LANE, "switch", "event " + i);
    }
    List<Event> kept = news.after(0, Integer.MAX_VALUE);
    assertEquals(News.KEPT, kept.size());
    assertEquals("event " + (News.KEPT + 6), kept.getFirst().text());
    assertEquals(news.last(), kept.getLast().sequence());
  }

  /** A guest that connects and goes without end. */
  @Test
  void shouldNotForgetOthersForOneThatMakesMost() {
    news.tell(Event.Kind.RESTART, "switch/a", "failed");
    for (int i = 1; i <= 5 * News.KEPT; i++) {
      news.tell(Event.Kind.VHOST, "switch/bad", "event " + i);
      if (i % 1000 == 0) {
        news.tell(Event.Kind.LINK, "switch/b", "up");
      }
    }
    List<Event> kept = news.after(0, Integer.MAX_VALUE);
    assertEquals(News.KEPT, kept.size());
    assertEquals("failed", kept.getFirst().text());
    assertEquals(5, kept.stream().filter(e -> e.path().equals("switch/b")).count());
    assertEquals("event " + 5 * News.KEPT, kept.get(kept.size() - 2).text());
    for (int i = 1; i < kept.size(); i++) {
      assertTrue(kept.get(i - 1).sequence() < kept.get(i).sequence());
    }
  }

  @Test
  void shouldWakeWhoWaits() throws InterruptedException {
    Thread teller =
        Thread.ofPlatform().start(() -> news.tell(Event.Kind.CONFIG, "switch", "something"));
    while (news.last() == 0) {
      news.await(0, 60_000);
    }
    teller.join();
    assertTrue(news.after(0, 1).getFirst().text().equals("something"));
  }
}
