package org.emukernel.scenarios.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine after a step of a counterexample, as far as it matters to it.
 *
 * @param cpus its CPUs
 * @param memory values of what several CPUs touch on the way, such as a strategy's signals, by name
 */
public record StepState(List<Cpu> cpus, Map<String, String> memory) {

  /** Copies list and map, and keeps their order. */
  public StepState {
    cpus = List.copyOf(cpus);
    memory = Collections.unmodifiableMap(new LinkedHashMap<>(memory));
  }

  /**
   * One CPU.
   *
   * @param mode user or kernel, and whose page tables are loaded
   * @param next where it goes on
   * @param tlb translations that it has of pages whose mapping changes
   * @param stale those of them whose flush has completed
   * @param storeBuffer stores that others do not see yet, the oldest first
   * @param text old instruction bytes that it would still fetch; empty if there are none
   */
  public record Cpu(
      String mode,
      String next,
      List<String> tlb,
      List<String> stale,
      List<String> storeBuffer,
      String text) {

    /** Copies the lists. */
    public Cpu {
      tlb = List.copyOf(tlb);
      stale = List.copyOf(stale);
      storeBuffer = List.copyOf(storeBuffer);
    }
  }
}
