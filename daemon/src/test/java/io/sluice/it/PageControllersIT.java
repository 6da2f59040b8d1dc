package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controllers of a bridge on the page: one that is there, and one that nobody started. */
class PageControllersIT {
  @TempDir private static Path directory;
  private static IdleController there;
  private static String absent;
  private static SluiceProcess sut;
  private static Browser browser;
  private static String url;

  @BeforeAll
  static void start() throws IOException {
    Browser.require();
    WebFolder.install();
    there = new IdleController(0);
    absent = "tcp:127.0.0.1:" + freePort();
    String address = "127.0.0.1:" + freePort();
    url = "http://" + address;
    sut =
        new SluiceProcess(directory, List.of(), "    out { type = sink, ofport = 1 }\n")
            .withLanes("[ { cpu = 0 } ]", "backoff")
            .withControllers(List.of(there.target(), absent), "secure")
            .withHttp(address);
    sut.start();
    browser = Browser.start(directory);
  }

  @AfterAll
  static void end() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (sut != null) {
      sut.close();
    }
    if (there != null) {
      there.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return s.getLocalPort();
    }
  }

  @BeforeEach
  void open() {
    browser.run("await fresh()");
    show("topology");
    awaitClass(there.target(), "up");
    awaitClass(absent, "dead");
  }

  private static void show(String view) {
    browser.run("await page.goto('%s/#/%s')".formatted(url, view));
  }

  private static String at(String target) {
    return "[data-controller=\"%s\"]".formatted(target);
  }

  private static void awaitClass(String target, String name) {
    browser.run("await page.locator('%s.%s').waitFor()".formatted(at(target), name));
  }

  private static String text(String target) {
    return browser.run("return page.locator('%s').innerText()".formatted(at(target)));
  }

  @Test
  void shouldShowWhoIsConnectedAndWhoIsNotAndWhy() {
    assertEquals(
        "Controllers of br0",
        browser.run("return page.locator('section.controllers').getAttribute('aria-label')"));
    String connected = text(there.target());
    assertTrue(connected.matches("(?s).*\\bconnected for [0-9].*equal.*OpenFlow 1\\.3"), connected);
    awaitReason("Connection refused");
    String not = text(absent);
    assertTrue(not.matches("(?s).*not connected for [0-9].*Connection refused"), not);
    assertEquals("false,true,true", reds());
    assertEquals("[]", browser.run("return complaints"));
  }

  private static void awaitReason(String reason) {
    browser.run(
        "await page.locator('%s').filter({hasText: '%s'}).waitFor()".formatted(at(absent), reason));
  }

  /** Whether these are red: the word of the one that is there, word and reason of the other. */
  private static String reds() {
    return browser.run(
        """
        return page.evaluate(selectors => selectors.map(selector => {
          const [r, g, b] = getComputedStyle(document.querySelector(selector)).color.match(/[0-9.]+/g).map(Number);
          return r > 1.5 * g && r > 1.5 * b;
        }).join(), ['%1$s .word', '%2$s .word', '%2$s .more'])
        """
            .formatted(at(there.target()), at(absent)));
  }

  @Test
  void shouldFollowAControllerThatComesAndGoes() throws IOException {
    int port = Integer.parseInt(absent.substring(absent.lastIndexOf(':') + 1));
    try (IdleController comes = new IdleController(port)) {
      awaitClass(comes.target(), "up");
      browser.run(
          "await page.locator('header .state a').filter({hasText: 'away'}).waitFor({state:"
              + " 'detached'})");
    }
    awaitClass(absent, "dead");
  }

  @Test
  void shouldLeadToControllersFromAnyViewByKeyboard() {
    for (String view : List.of("flows", "topology", "port/br0/out")) {
      show(view);
      browser.run(
          """
          const link = page.locator('header .state a').filter({hasText: '1 controller away'});
          await link.focus();
          await page.keyboard.press('Enter');
          await page.waitForFunction(() => document.activeElement?.id === 'controllers-br0');
          """);
      assertEquals("#/topology", browser.run("return page.evaluate(() => location.hash)"));
    }
  }

  @Test
  void shouldBeReadableInLightAndDarkAndFitIntoANarrowWindow() {
    for (String scheme : List.of("light", "dark")) {
      browser.run("await page.emulateMedia({colorScheme: '%s'})".formatted(scheme));
      assertEquals("[]", browser.run("return poorContrasts(page)"), scheme);
    }
    browser.run("await page.setViewportSize({width: 360, height: 740})");
    browser.run("await page.waitForTimeout(200)");
    assertEquals(
        "360", browser.run("return page.evaluate(() => document.documentElement.scrollWidth)"));
    assertEquals(
        "true", browser.run("return page.locator('%s').isVisible()".formatted(at(absent))));
  }
}
