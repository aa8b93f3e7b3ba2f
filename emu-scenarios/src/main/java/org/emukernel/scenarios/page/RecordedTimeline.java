package org.emukernel.scenarios.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.replay.RecordedCall;

/**
 * Keeps the first calls of a recording, whoever was called: which CPUs count as isolated may be
 * known at its end only. Whatever its length, what is kept is bounded.
 */
public final class RecordedTimeline implements Consumer<RecordedCall> {

  private static final String NO_FUNCTION = "0x0";
  private static final int MOST_KEPT = 20_000;
  private static final int MOST_SHOWN = 4_000;

  private final List<RecordedCall> kept = new ArrayList<>();
  private long firstNs;
  private long lastNs;
  private boolean isWhole = true;

  @Override
  public void accept(RecordedCall call) {
    long ns = call.sender().timestampNs();
    firstNs = kept.isEmpty() ? ns : firstNs;
    lastNs = Math.max(lastNs, ns);
    if (kept.size() < MOST_KEPT) {
      kept.add(call);
    } else {
      isWhole = false;
    }
  }

  /** {@return the IPIs to these CPUs, their times counted from the first call} */
  Timeline timeline(CpuMask isolated) {
    Map<String, Integer> functions = new LinkedHashMap<>();
    List<Timeline.Call> calls = new ArrayList<>();
    for (RecordedCall call : kept) {
      int function = functions.computeIfAbsent(name(call), any -> functions.size());
      long ns = call.sender().timestampNs() - firstNs;
      int sender = call.sender().cpu();
      call.interrupted().stream()
          .filter(isolated::contains)
          .forEach(
              target ->
                  calls.add(
                      new Timeline.Call(ns, sender, target, Timeline.Kind.IPI, ns, function)));
      if (calls.size() >= MOST_SHOWN) {
        break;
      }
    }
    boolean isComplete = isWhole && calls.size() < MOST_SHOWN;
    long untilNs = isComplete ? lastNs - firstNs : endOf(calls);
    return new Timeline(
        Timeline.Source.RECORDING,
        lastNs - firstNs,
        untilNs,
        untilNs,
        calls,
        List.of(),
        List.copyOf(functions.keySet()));
  }

  private static String name(RecordedCall call) {
    String callback = call.cause().callback();
    return callback.equals(NO_FUNCTION) ? "reschedule" : callback;
  }

  private long endOf(List<Timeline.Call> calls) {
    return calls.size() >= MOST_SHOWN
        ? calls.get(calls.size() - 1).sentNs()
        : kept.get(kept.size() - 1).sender().timestampNs() - firstNs;
  }
}
