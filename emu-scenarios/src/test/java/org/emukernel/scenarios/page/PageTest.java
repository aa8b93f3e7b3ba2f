package org.emukernel.scenarios.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.emukernel.scenarios.report.ReplayJson;
import org.emukernel.scenarios.report.Reports;
import org.emukernel.scenarios.report.RunJson;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.VerifyJson;
import org.emukernel.scenarios.report.VerifyReport;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final String BEGIN = "<script type=\"application/json\" id=\"data\">";
  private static final Pattern ADDRESS =
      Pattern.compile("(src|href)=\"(?!#|data:)|url\\((?!#)|@import", Pattern.CASE_INSENSITIVE);

  private final ObjectMapper json = new ObjectMapper();

  private JsonNode data(String html) throws IOException {
    int begin = html.indexOf(BEGIN) + BEGIN.length();
    return json.readTree(html.substring(begin, html.indexOf("</script>", begin)));
  }

  private static RunReport run() {
    return Reports.run(List.of(Reports.STALE), Optional.empty());
  }

  @Test
  void run_data_isWhatJsonPrints() throws IOException {
    String html = RunPage.of(run(), Pages.ASKED, List.of());

    assertThat(data(html).get("result")).isEqualTo(json.readTree(RunJson.of(run())));
    assertThat(data(html).get("ipis_per_isolated_cpu")).hasToString("[[20,21,20],[0,0,0]]");
    assertThat(data(html).get("isolated_cpus")).hasToString("[1,2,3]");
  }

  @Test
  void replayAndVerify_data_isWhatJsonPrints() throws Exception {
    VerifyReport violated = Pages.violated();

    JsonNode search = data(VerifyPage.of(violated, Pages.ASKED));

    assertThat(search.get("result")).isEqualTo(json.readTree(VerifyJson.of(violated)));
    assertThat(search.get("steps")).hasSameSizeAs(violated.steps());
    assertThat(data(Pages.replayed(Reports.replay())).get("result"))
        .isEqualTo(json.readTree(ReplayJson.of(Reports.replay())));
  }

  @Test
  void verify_states_tellTlbStoreBufferAndSignalOfEachStep() throws Exception {
    JsonNode steps = data(VerifyPage.of(Pages.violated(), Pages.ASKED)).get("steps");

    JsonNode first = steps.get(0).get("state");
    JsonNode last = steps.get(steps.size() - 1).get("state");
    assertThat(first.get("memory").get("kernel_cr3_loaded[1]").asText()).isEqualTo("0");
    assertThat(last.get("memory").get("kernel_cr3_loaded[1]").asText()).isEqualTo("1");
    assertThat(first.get("cpus").get(1).get("tlb")).isEmpty();
    assertThat(last.get("cpus").get(1).get("tlb").get(0).asText())
        .startsWith("VMALLOC_START -> pfn ");
    assertThat(first.get("cpus").get(0).get("mode").asText()).isEqualTo("user, CR3 = user");
  }

  @Test
  void page_markup_namesNoOtherAddress() {
    String html = RunPage.of(run(), Pages.ASKED, List.of());
    String markup = html.substring(0, html.indexOf(BEGIN));

    assertThat(markup).doesNotContainPattern(ADDRESS);
    assertThat(html).contains("default-src 'none'").contains("Copyright 2020-2025 Observable");
  }

  @Test
  void page_sameResult_isSamePage() {
    assertThat(RunPage.of(run(), Pages.ASKED, List.of()))
        .isEqualTo(RunPage.of(run(), Pages.ASKED, List.of()));
  }

  @Test
  void timeline_ofARun_hasEachIpiAndWhereDeferredOnesWereCaughtUp() throws Exception {
    Pages.Run run = Pages.run("bpf-attach", "duration=400 ms");
    List<Timeline> timelines = run.timelines().all();

    Timeline immediate = timelines.get(0);
    assertThat(immediate.isComplete()).isTrue();
    assertThat(immediate.calls()).hasSize((int) run.report().results().get(0).ipisToIsolatedUser());
    assertThat(immediate.calls())
        .allSatisfy(
            call -> {
              assertThat(call.kind()).isEqualTo(Timeline.Kind.IPI);
              assertThat(call.endNs()).isGreaterThan(call.sentNs());
              assertThat(immediate.stays())
                  .anyMatch(stay -> stay.cpu() == call.target() && stay.outNs() > call.endNs());
            });

    Timeline deferring = timelines.get(1);
    List<Timeline.Call> deferred =
        deferring.calls().stream().filter(call -> call.kind() == Timeline.Kind.DEFERRED).toList();
    assertThat(deferred).hasSize((int) run.report().results().get(1).deferred());
    List<Timeline.Call> caughtUp = deferred.stream().filter(call -> call.endNs() >= 0).toList();
    assertThat(caughtUp).hasSize((int) run.report().results().get(1).caughtUp());
    assertThat(caughtUp)
        .allMatch(
            call ->
                deferring.stays().stream()
                    .anyMatch(s -> s.cpu() == call.target() && s.inNs() == call.endNs()));
    assertThat(deferring.functions()).contains("do_kernel_range_flush");
  }

  @Test
  void timeline_ofARecording_hasItsIpisToIsolatedCpus() throws Exception {
    RecordedTimeline timeline = new RecordedTimeline();

    JsonNode page = data(Pages.recording(timeline));

    JsonNode calls = page.get("timelines").get(0).get("calls");
    assertThat(calls)
        .hasSize(page.get("result").get("strategies").get(0).get("ipis").asInt())
        .allMatch(call -> call.get(2).asInt() == 1);
    assertThat(page.get("timelines").get(0).get("complete").asBoolean()).isTrue();
    assertThat(page.get("timelines").get(0).get("functions"))
        .extracting(JsonNode::asText)
        .contains("do_sync_core");
  }

  @Test
  void timeline_noMoreRoom_endsAndSaysWhere() throws Exception {
    Pages.Run whole = Pages.run("bpf-attach", "duration=400 ms", "strategies=[immediate]");
    List<Timeline.Call> all = whole.timelines().all().get(0).calls();

    Timeline part = Pages.recorded("bpf-attach", 10, "duration=400 ms", "strategies=[immediate]");

    assertThat(part.calls()).isEqualTo(all.subList(0, 10));
    assertThat(part.isComplete()).isFalse();
    assertThat(part.untilNs()).isEqualTo(all.get(9).sentNs());
    assertThat(part.stays()).hasSizeBetween(1, 20);
    assertThat(new ArrayList<>(part.stays())).allMatch(stay -> stay.outNs() <= all.get(10).endNs());
  }
}
