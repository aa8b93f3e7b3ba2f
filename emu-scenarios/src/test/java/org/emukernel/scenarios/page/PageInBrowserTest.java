package org.emukernel.scenarios.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.report.Reports;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.report.VerifyReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages in a browser, which must be there: Debian's package chromium. */
class PageInBrowserTest {

  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  @TempDir private static Path dir;

  private static Chromium browser;
  private static Pages.Run run;
  private static Path runPage;
  private static VerifyReport violated;
  private static Path storyPage;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Chromium.installed().isPresent(),
        "no chromium on the PATH (Debian: apt-get install chromium)");
    browser = Chromium.start(dir.resolve("profile"));
    run = Pages.run("bpf-attach", "duration=400 ms");
    runPage = page("run", RunPage.of(run.report(), Pages.ASKED, run.timelines()));
    violated = Pages.violated();
    storyPage = page("story", VerifyPage.of(violated, Pages.ASKED));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static Path page(String name, String html) throws IOException {
    return Files.writeString(dir.resolve(name + ".html"), html);
  }

  private static void open(Path page) {
    browser.open(page, 1240, 900);
  }

  private static String text(String selector) {
    return browser.eval("document.querySelector('%s').textContent".formatted(selector)).asText();
  }

  private static void focus(String selector) {
    browser.eval("document.querySelector('%s').focus()".formatted(selector));
  }

  private static List<String> texts(String expression) {
    List<String> texts = new ArrayList<>();
    browser.eval(expression).forEach(node -> texts.add(node.asText()));
    return texts;
  }

  private void requireQuietAndAlone(Path page) {
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @Test
  void run_opened_saysTheVerdictFirstAndNothingOnTheConsoleAndAsksNobody() {
    open(runPage);

    assertThat(text("main > section h1")).contains("bpf-attach").contains("no violation");
    assertThat(text(".line")).isEqualTo("emu run 'a <b>'");
    requireQuietAndAlone(runPage);
  }

  @Test
  void run_tables_haveTheNumbersOfTheJson() {
    open(runPage);

    List<String> cells =
        texts(
            "[...document.querySelectorAll('#strategies td[data-value]')].map(td => td.dataset.value)");

    List<String> expected = new ArrayList<>();
    for (StrategyResult result : run.report().results()) {
      expected.add(String.valueOf(result.ipisToIsolatedUser()));
      expected.add(String.valueOf(result.minPerCpu()));
      expected.add(
          String.valueOf(result.ipisToIsolatedUser() / result.ipisPerIsolatedCpu().size()));
      expected.add(String.valueOf(result.maxPerCpu()));
      expected.add(String.valueOf(result.deferred()));
      expected.add(String.valueOf(result.caughtUp()));
      expected.add(String.valueOf(result.kernelEntries()));
      expected.add("0");
    }
    assertThat(cells).containsExactlyElementsOf(expected);
    assertThat(run.report().results().get(0).ipisToIsolatedUser()).isPositive();
  }

  @Test
  void run_arrowKeyOnTheStrategies_switchesChartsCausesAndTimeline() {
    open(runPage);
    StrategyResult first = run.report().results().get(0);
    StrategyResult second = run.report().results().get(1);
    assertThat(causeCounts()).containsExactlyElementsOf(values(first.byCause()));
    String bars = barsOf("#interference figure svg");
    long calls =
        browser.eval("Number(document.querySelectorAll('.timeline .call').length)").asLong();
    assertThat(calls).isPositive();

    focus("#interference input[name=strategy]");
    browser.press("ArrowRight");

    assertThat(causeCounts()).containsExactlyElementsOf(values(second.byCause()));
    assertThat(text("#interference [aria-live]"))
        .startsWith(second.strategy() + ": " + second.ipisToIsolatedUser() + " IPIs");
    assertThat(barsOf("#interference figure svg")).isNotEqualTo(bars);
    assertThat(
            browser.eval("document.querySelectorAll('input[name=timeline-strategy]')[1].checked"))
        .hasToString("true");
    assertThat(browser.problems()).isEmpty();
  }

  private static List<String> causeCounts() {
    return texts(
        "[...document.querySelectorAll('#interference .causes li')].map(li => li.dataset.count)");
  }

  private static List<String> values(Map<String, Long> counts) {
    return counts.values().stream().map(String::valueOf).toList();
  }

  private static String barsOf(String selector) {
    return browser.eval("document.querySelector('%s').outerHTML".formatted(selector)).asText();
  }

  @Test
  void timeline_keys_zoomMoveAndStepThroughCalls() {
    open(runPage);
    focus(".timeline");

    browser.press("Home");
    int all =
        browser.eval("Number(document.querySelector('.timeline .rows').dataset.calls)").asInt();
    browser.press("n");
    String burst = text("#timeline .say");
    int few =
        browser.eval("Number(document.querySelector('.timeline .rows').dataset.calls)").asInt();
    browser.press("n");
    String next = text("#timeline .say");
    browser.press("]");
    String call = text("#timeline .say");

    assertThat(all).isGreaterThan(few);
    assertThat(few).isPositive();
    assertThat(burst).startsWith("Burst 1 of ");
    assertThat(next).startsWith("Burst 2 of ");
    assertThat(call).startsWith("Call ").contains("the IPI arrives");
    String axis = text(".timeline .axis");
    browser.press("+");
    browser.press("ArrowRight");
    assertThat(text(".timeline .axis")).isNotEqualTo(axis);
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void story_arrowKeys_stepThroughTheStates() {
    open(storyPage);
    focus("#story [role=listbox]");
    assertThat(selected()).isEqualTo("step-0");

    browser.press("ArrowDown");
    browser.press("ArrowRight");
    browser.press("ArrowUp");
    assertThat(selected()).isEqualTo("step-1");
    assertThat(text(".state")).contains("After step 2", "CR3 = kernel");

    browser.press("End");
    int last = violated.steps().size() - 1;
    assertThat(selected()).isEqualTo("step-" + last);
    assertThat(text("#step-" + last)).contains("VIOLATION: deferred-and-skipped");
    violated
        .steps()
        .get(last)
        .state()
        .orElseThrow()
        .memory()
        .forEach((name, value) -> assertThat(text(".state")).contains(name + " = " + value));
    assertThat(text(".state")).contains("VMALLOC_START -> pfn");

    browser.press("Home");
    assertThat(selected()).isEqualTo("step-0");
    requireQuietAndAlone(storyPage);
  }

  private static String selected() {
    return browser.eval("document.querySelector('[aria-selected=true]').id").asText();
  }

  @Test
  void story_spareIpi_isADashedArrow() {
    open(storyPage);

    assertThat(browser.eval("document.querySelectorAll('.sequence path.arrow.deferred').length"))
        .hasToString("1");
  }

  @ParameterizedTest
  @CsvSource({"light, Dark, true", "dark, Light, false", "dark, Auto, true", "light, Auto, false"})
  void colours_followThePreferenceUntilTheSwitchSaysOtherwise(
      String preference, String chosen, boolean dark) {
    open(runPage);
    browser.emulate("screen", preference);

    browser.eval("document.querySelector('input[value=%s]').click()".formatted(chosen));
    browser.settle();

    assertThat(luminance()).isBetween(dark ? 0.0 : 0.8, dark ? 0.1 : 1.0);
  }

  private static double luminance() {
    return browser
        .eval(
            "(() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor"
                + ".match(/\\d+/g).map(Number); return (0.3 * r + 0.6 * g + 0.1 * b) / 255; })()")
        .asDouble();
  }

  @Test
  void print_inDarkColours_isDarkOnWhiteWithAllStepsAndWithoutButtons() {
    open(storyPage);
    browser.emulate("print", "dark");

    assertThat(luminance()).isEqualTo(1.0);
    assertThat(browser.eval("getComputedStyle(document.querySelector('.tools')).display").asText())
        .isEqualTo("none");
    assertThat(browser.eval("document.querySelectorAll('.sequence tbody tr').length").asInt())
        .isEqualTo(violated.steps().size());
    assertThat(new String(browser.pdf(), 0, 5, StandardCharsets.ISO_8859_1)).isEqualTo("%PDF-");
  }

  @Test
  void keyboard_tab_reachesEveryControlAndLeavesThePage() {
    open(runPage);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      browser.press("Tab");
      String where =
          browser
              .eval(
                  "(e => e === document.body ? '' : e.className || e.name || e.id || e.tagName)"
                      + "(document.activeElement)")
              .asText();
      if (where.isEmpty()) {
        break;
      }
      seen.add(where);
    }

    assertThat(seen).startsWith("skip", "theme", "scroll", "strategy");
    assertThat(seen).contains("timeline-strategy", "BUTTON", "timeline", "line", "SUMMARY");
    assertThat(seen).hasSizeLessThan(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void accessibility_axe_findsNothing(String colours) throws IOException {
    for (Path each : List.of(runPage, storyPage, replayPage())) {
      open(each);
      browser.emulate("screen", colours);
      browser.eval(axe());

      JsonNode found =
          browser.eval(
              "axe.run({ resultTypes: ['violations'] }).then(r => r.violations.map(v => v.id + ': '"
                  + " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary)))");

      assertThat(found).as("%s in %s", each.getFileName(), colours).isEmpty();
    }
  }

  private static String axe() throws IOException {
    try (InputStream in = PageInBrowserTest.class.getResourceAsStream(AXE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Path replayPage() throws IOException {
    return page("replay", Pages.replayed(Reports.replay()));
  }

  @Test
  void replay_recording_hasATimeline() throws Exception {
    Path page = page("recording", Pages.recording(new RecordedTimeline()));
    open(page);
    focus(".timeline");
    browser.press("n");
    browser.press("]");

    assertThat(text("#timeline .say")).startsWith("Call ").contains("CPU 0 \u2192 CPU 1: ");
    requireQuietAndAlone(page);
  }

  @Test
  void replay_switch_showsWhatTheStrategyDefers() throws IOException {
    Path page = replayPage();
    open(page);
    focus("#causes input");
    browser.press("ArrowRight");

    assertThat(text("#causes li")).contains("540 deferred under cr3-signal");
    requireQuietAndAlone(page);
  }

  @ParameterizedTest
  @ValueSource(ints = {36, 1024})
  void run_manyCpus_staysSmallAndDrawsWhatIsSeen(int cpus) throws IOException {
    String html = Pages.large(cpus);
    Path page = page("large", html);
    open(page);

    assertThat(html.length()).isLessThan(2 << 20);
    assertThat(nodes()).isLessThan(9000);
    focus(".timeline");
    browser.press("Home");
    browser.press("n");
    String first = text("#timeline .say");
    browser.eval("document.querySelector('.timeline .rows').scrollTop = 1e6");
    browser.settle();
    assertThat(first).contains("Burst 1 of ");
    assertThat(browser.eval("document.querySelectorAll('.timeline .call').length").asInt())
        .isPositive();
    assertThat(nodes()).isLessThan(9000);
    requireQuietAndAlone(page);
  }

  private static int nodes() {
    return browser.eval("document.querySelectorAll('*').length").asInt();
  }

  @Test
  void page_markupInData_isTextEverywhere() throws IOException {
    String bad = "</script><img src=x onerror=document.title='gone'>${data}<!--";
    RunReport report = Reports.run(List.of(Reports.STALE), Optional.empty());
    RunReport named =
        new RunReport(
            bad, 1, 4, report.isolated(), report.virtualNs(), report.results(), report.bound());
    Path page =
        page(
            "markup", RunPage.of(named, new Asked(bad, Optional.of(bad), List.of(bad)), List.of()));
    open(page);

    assertThat(named.verdict()).isEqualTo(Verdict.VIOLATED);
    assertThat(text("h1 .subject")).isEqualTo(bad);
    assertThat(text(".violation")).contains("stale-translation", "CPU 0 flushed the page");
    assertThat(browser.eval("document.querySelectorAll('img').length").asInt()).isZero();
    assertThat(browser.eval("document.title").asText()).isEqualTo(bad);
    assertThat(browser.eval("emu.result.scenario").asText()).isEqualTo(bad);
    requireQuietAndAlone(page);
  }
}
