package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page at / in a real Chromium, of a real switch with a generator, a sink and a guest's port.
 */
class PageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS = 5;
  private static final long RED_MS = 2_000;
  private static final List<String> VIEWS =
      List.of("topology", "flows", "lanes", "drops", "memory", "actors", "events", "port/br0/gen");

  private static final List<String> FLOWS =
      List.of(
          "priority=10,in_port=1,actions=output:2",
          "priority=9,in_port=3,actions=in_port",
          "priority=7,tcp,nw_dst=10.1.0.0/16,actions=drop",
          "priority=6,udp,tp_dst=53,actions=output:2");

  @TempDir private static Path directory;
  private static SluiceProcess sut;
  private static Browser browser;
  private static String url;

  @BeforeAll
  static void start() throws IOException {
    Browser.require();
    WebFolder.install();
    String address = "127.0.0.1:" + freePort();
    url = "http://" + address;
    Path socket = directory.resolve("vh0.sock");
    sut =
        new SluiceProcess(
                directory,
                FLOWS,
                """
                    gen { type = generator, rate = 1000, ofport = 1 }
                    out { type = sink, ofport = 2 }
                    vh0 { type = vhost-user, mode = client, path = "%s", ofport = 3 }
                """
                    .formatted(socket))
            .withLanes("[ { cpu = 0 } ]", "backoff")
            .withHttp(address);
    sut.start();
    browser = Browser.start(directory);
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
    if (sut != null) {
      sut.close();
    }
  }

  /** One that is free now; a switch that is started again finds it so again. */
  private static int freePort() throws IOException {
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return s.getLocalPort();
    }
  }

  @BeforeEach
  void open() {
    browser.run("await fresh()");
    show("topology");
    browser.run("await page.locator('[data-port=gen]').waitFor()");
  }

  private static void show(String view) {
    browser.run("await page.goto('%s/#/%s')".formatted(url, view));
  }

  /** A view, when it shows what it has to. */
  private static void showWhole(String view) {
    show(view);
    String what =
        switch (view) {
          case "topology" -> ".wire";
          case "flows" -> "table.flows tbody tr";
          case "lanes" -> ".histogram";
          case "memory" -> ".card";
          case "actors" -> "table.flows tbody tr";
          case "events" -> ".happenings li";
          case "port/br0/gen" -> "section[aria-label=Actors] tbody tr";
          default -> "main > *";
        };
    browser.run("await page.locator('%s').first().waitFor({state: 'attached'})".formatted(what));
  }

  private static String text(String selector) {
    return browser.run("return page.locator('%s').first().innerText()".formatted(selector));
  }

  @Test
  void shouldLoadWithoutComplaintFromThisServerAlone() {
    VIEWS.forEach(PageIT::showWhole);
    assertEquals("[]", browser.run("return complaints"));
    assertEquals(
        "[]", browser.run("return requests.filter(r => !r.startsWith('%s/'))".formatted(url)));
    assertTrue(Integer.parseInt(browser.run("return requests.length")) > VIEWS.size());
  }

  @Test
  void shouldShowAPortThatIsMadeAndOneThatIsRemoved() {
    sut.cli("add-port", "br0", "made", "type=sink");
    browser.run("await page.locator('[data-port=made][data-state=up]').waitFor()");
    sut.cli("del-port", "br0", "made");
    browser.run("await page.locator('[data-port=made]').waitFor({state: 'detached'})");
  }

  @Test
  void shouldShowRatesAsTheyChange() {
    awaitRate("gen", "rx", true);
    awaitRate("out", "tx", true);
    awaitRate("gen", "tx", false);
    sut.cli("add-flow", "br0", "priority=20,in_port=1,actions=drop");
    try {
      awaitRate("out", "tx", false);
      awaitRate("gen", "rx", true);
    } finally {
      sut.flows(FLOWS);
    }
  }

  private static void awaitRate(String port, String way, boolean some) {
    browser.run(
        """
        await page.waitForFunction(([port, way, some]) => {
          const text = document.querySelector(`[data-port=${port}] [data-rate=${way}]`)?.textContent ?? '';
          return /^[0-9.]+ k?pps$/.test(text) && (parseFloat(text) > 0) === some;
        }, ['%s', '%s', %b])
        """
            .formatted(port, way, some));
  }

  @Test
  void shouldShowADeadGuestInRedWithinTwoSeconds() {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && best > RED_MS; round++) {
      try (VirtioNic guest = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1)) {
        guest.listen(sut.socket("vh0"));
        awaitState(guest, "up");
        browser.run(
            """
            await page.evaluate(() => {
              window.redAtMs = null;
              const look = () => {
                const port = document.querySelector('[data-port=vh0]');
                const [r, g, b] = getComputedStyle(port.querySelector('.word')).color.match(/[0-9.]+/g).map(Number);
                if (r > 2 * g && r > 2 * b) window.redAtMs ??= Date.now();
              };
              window.looking?.disconnect();
              window.looking = new MutationObserver(look);
              window.looking.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
            })
            """);
        long diedMs = System.currentTimeMillis();
        guest.hangUp();
        guest.stopListening(sut.socket("vh0"));
        String red =
            browser.run("return (await page.waitForFunction(() => window.redAtMs)).jsonValue()");
        best = Math.min(best, Long.parseLong(red) - diedMs);
        assertTrue(text("[data-port=vh0] .say").contains("waiting"));
        assertEquals(
            "dead",
            browser.run("return page.locator('[data-port=vh0]').getAttribute('data-state')"));
        assertTrue(text("header .state").contains("1 port down"));
      }
    }
    System.out.printf("a dead guest is red after %d ms%n", best);
    assertTrue(best <= RED_MS, "a dead guest is red after " + best + " ms at best");
  }

  private static void awaitState(VirtioNic guest, String state) {
    Child.until(
        "the page shows the guest's port as " + state,
        PATIENCE,
        () -> {
          guest.tend();
          return browser
              .run("return page.locator('[data-port=vh0]').getAttribute('data-state')")
              .equals(state);
        },
        sut::describe);
  }

  @Test
  void shouldShowAGuestsRingsMoving() {
    try (VirtioNic guest = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1)) {
      guest.listen(sut.socket("vh0"));
      awaitState(guest, "up");
      show("port/br0/vh0");
      byte[] frame = new byte[64];
      new NumberedStream(0, 0, 64).make(frame);
      String[] first = {""};
      Child.until(
          "the ring's indices move",
          PATIENCE,
          () -> {
            guest.send(0, frame, frame.length);
            guest.receive((queue, bytes, length) -> {});
            LockSupport.parkNanos(1_000_000);
            String now =
                browser.run(
                    "return page.evaluate(() => document.querySelector('[data-ring=\"1\"]"
                        + " dl')?.innerText ?? '')");
            if (first[0].isEmpty()) {
              first[0] = now;
            }
            return !now.isEmpty() && !now.equals(first[0]);
          },
          () -> first[0]);
      assertTrue(text("[data-ring=\"1\"] dl").contains("running"));
      assertEquals("connected", text(".panel .VhostSession .good"));
      guest.stopListening(sut.socket("vh0"));
    }
    browser.run(
        "await page.locator('section[aria-label=History] .happenings li.bad').first().waitFor()");
  }

  /** Not only those that the table shows at a time. */
  @Test
  void shouldSearchAllFlows() throws IOException {
    Path many = directory.resolve("many");
    Files.write(
        many,
        IntStream.range(0, 1500)
            .mapToObj(i -> "cookie=0x77,priority=1,udp,tp_dst=%d,actions=drop".formatted(1000 + i))
            .toList());
    sut.cli("add-flows", "br0", many.toString());
    try {
      show("flows");
      awaitRows(1000);
      browser.run("await page.keyboard.press('/'); await page.keyboard.type('tp_dst=2499')");
      awaitRows(1);
      assertTrue(text("table.flows tbody").contains("tp_dst=2499"));
    } finally {
      sut.cli("del-flows", "br0", "cookie=0x77/-1");
    }
  }

  @Test
  void shouldLeadToAPortThatIsDown() {
    browser.run("await page.locator('.state a').click()");
    browser.run("await page.locator('.panel').getByText('vh0').first().waitFor()");
  }

  /** A telephone's: a table may scroll in itself, the page does not. */
  @Test
  void shouldFitIntoANarrowWindow() {
    for (String view : VIEWS) {
      showWhole(view);
      browser.run("await page.setViewportSize({width: 360, height: 740})");
      browser.run("await page.waitForTimeout(200)");
      String width =
          browser.run("return page.evaluate(() => document.documentElement.scrollWidth)");
      browser.run("await page.setViewportSize({width: 1440, height: 900})");
      assertEquals("360", width, "width of " + view);
    }
  }

  @Test
  void shouldSearchFlows() {
    show("flows");
    awaitRows(4);
    browser.run("await page.keyboard.press('/'); await page.keyboard.type('OUTPUT:2 udp')");
    awaitRows(1);
    assertTrue(text("table.flows tbody").contains("tp_dst=53"));
    browser.run("await page.locator('input[type=search]').fill('')");
    awaitRows(4);
    browser.run(
        """
        await page.getByLabel('Match').fill('tcp');
        await page.keyboard.press('Enter');
        """);
    awaitRows(1);
    assertTrue(text("table.flows tbody").contains("10.1.0.0/16"));
    browser.run(
        """
        await page.getByLabel('Match').fill('no_such=1');
        await page.keyboard.press('Enter');
        await page.locator('.problem').filter({hasText: 'no_such'}).waitFor();
        """);
  }

  @Test
  void shouldShowHitsOfFlows() {
    show("flows");
    browser.run(
        "await page.locator('table.flows tr.hit').filter({hasText: 'in_port=1'}).waitFor()");
  }

  private static void awaitRows(int rows) {
    browser.run(
        "await page.waitForFunction(n => document.querySelectorAll('table.flows tbody tr').length === n, %d)"
            .formatted(rows));
  }

  @Test
  void shouldBeUsableByKeyboard() {
    String focused = "";
    for (int i = 0; i < 60 && !focused.equals("gen"); i++) {
      focused =
          browser.run(
              "await page.keyboard.press('Tab'); return page.evaluate(() =>"
                  + " document.activeElement?.dataset.port ?? '')");
    }
    assertEquals("gen", focused, "the port was not reached by Tab");
    browser.run("await page.keyboard.press('Enter'); await page.locator('.panel').waitFor()");
    assertTrue(text(".panel h2").contains("gen"));
    assertEquals(
        "true",
        browser.run(
            "return page.evaluate(() =>"
                + " document.querySelector('.panel').contains(document.activeElement))"));
    browser.run(
        """
        await page.keyboard.press('Escape');
        await page.locator('.panel').waitFor({state: 'detached'});
        await page.waitForFunction(() => document.activeElement?.dataset.port === 'gen');
        """);
  }

  @Test
  void shouldBeReadableInLightAndDark() {
    String light = background("light");
    String dark = background("dark");
    assertNotEquals(light, dark);
    for (String scheme : List.of("light", "dark")) {
      browser.run("await page.emulateMedia({colorScheme: '%s'})".formatted(scheme));
      for (String view : VIEWS) {
        showWhole(view);
        assertEquals("[]", browser.run("return poorContrasts(page)"), view + ", " + scheme);
      }
    }
  }

  private static String background(String scheme) {
    browser.run("await page.emulateMedia({colorScheme: '%s'})".formatted(scheme));
    return browser.run(
        "return page.evaluate(() => getComputedStyle(document.body).backgroundColor)");
  }

  @Test
  void shouldSayWhenTheSwitchIsGoneAndGoOnWhenItIsBack() {
    awaitRate("gen", "rx", true);
    sut.kill();
    browser.run("await page.locator('.alarm').waitFor()");
    assertTrue(text(".alarm").contains("does not answer"));
    assertTrue(text("header .state").contains("no answer"));
    sut.start();
    browser.run("await page.locator('.alarm').waitFor({state: 'detached'})");
    awaitRate("gen", "rx", true);
    sut.cli("add-port", "br0", "later", "type=sink");
    browser.run("await page.locator('[data-port=later]').waitFor()");
    assertFalse(text("header .state").contains("no answer"));
    sut.cli("del-port", "br0", "later");
  }
}
