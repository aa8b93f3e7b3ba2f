package org.emukernel.scenarios.page;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * What passed between CPUs in the first part of a run or of a recording.
 *
 * @param source of which
 * @param runNs virtual time of the run, ns
 * @param untilNs end of the part, ns
 * @param staysUntilNs end of the part of which all stays in the kernel are told, ns
 * @param calls calls to isolated CPUs
 * @param stays stays in the kernel
 * @param functions names of what was called
 */
record Timeline(
    Source source,
    long runNs,
    long untilNs,
    long staysUntilNs,
    List<Call> calls,
    List<Stay> stays,
    List<String> functions) {

  /** Where it comes from. */
  enum Source {
    /** A run: times since power-on. */
    RUN("run", "after power-on"),
    /** A recording: times since its first call; when IPIs arrive is not told. */
    RECORDING("recording", "after the first call");

    private final String noun;
    private final String clock;

    Source(String noun, String clock) {
      this.noun = noun;
      this.clock = clock;
    }
  }

  /** How a call reached its target. */
  enum Kind {
    /** By an interrupt. */
    IPI,
    /** Not until the target entered the kernel. */
    DEFERRED,
    /** In the sender's step. */
    AT_ONCE
  }

  /**
   * A call to an isolated CPU.
   *
   * @param endNs when it reached the target, ns; -1: not within the run
   * @param function index of its name
   */
  record Call(long sentNs, int sender, int target, Kind kind, long endNs, int function) {}

  /**
   * A stay in the kernel.
   *
   * @param vector what brought the CPU there; -1: a system call
   */
  record Stay(int cpu, long inNs, long outNs, int vector) {}

  Timeline {
    calls = List.copyOf(calls);
    stays = List.copyOf(stays);
    functions = List.copyOf(functions);
  }

  boolean isComplete() {
    return untilNs == runNs;
  }

  /** Writes the object that timeline.js reads: calls and stays as arrays, which take less room. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("of", source.noun);
    json.writeStringField("clock", source.clock);
    json.writeBooleanField("complete", isComplete());
    json.writeNumberField("run_ns", runNs);
    json.writeNumberField("until_ns", untilNs);
    json.writeNumberField("stays_until_ns", staysUntilNs);
    json.writeArrayFieldStart("functions");
    for (String function : functions) {
      json.writeString(function);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("calls");
    for (Call call : calls) {
      write(
          json,
          call.sentNs(),
          call.sender(),
          call.target(),
          call.kind().ordinal(),
          call.endNs(),
          call.function());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("stays");
    for (Stay stay : stays) {
      write(json, stay.cpu(), stay.inNs(), stay.outNs(), stay.vector());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, long... numbers) throws IOException {
    json.writeArray(numbers, 0, numbers.length);
  }
}
