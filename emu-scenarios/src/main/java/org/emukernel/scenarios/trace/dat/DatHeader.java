package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.trace.ReadingLog;
import org.jspecify.annotations.Nullable;

/** What stands in a trace.dat before the events, as both versions' readers collect it. */
final class DatHeader {
  private final ReadingLog log;
  private final List<EventFormat> formats = new ArrayList<>();
  private final List<CpuData> buffers = new ArrayList<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private int pageSize;
  private @Nullable PageLayout layout;
  private Kallsyms kallsyms = new Kallsyms(new byte[0]);
  private PrintkFormats printkFormats = new PrintkFormats(new byte[0]);
  private Tasks tasks = new Tasks(new byte[0]);
  private TimeConversion time = TimeConversion.NONE;
  private OptionalInt cpuCount = OptionalInt.empty();

  DatHeader(ReadingLog log) {
    this.log = log;
  }

  ReadingLog log() {
    return log;
  }

  ByteOrder order() {
    return order;
  }

  void order(ByteOrder found) {
    order = found;
  }

  int pageSize() {
    return pageSize;
  }

  void pageSize(int found) {
    pageSize = found;
  }

  /** {@return the layout of pages; null if the file has not told it} */
  @Nullable PageLayout layout() {
    return layout;
  }

  void layout(PageLayout found) {
    layout = found;
  }

  List<EventFormat> formats() {
    return formats;
  }

  void add(EventFormat format) {
    formats.add(format);
  }

  Kallsyms kallsyms() {
    return kallsyms;
  }

  void kallsyms(byte[] text) {
    kallsyms = new Kallsyms(text);
  }

  PrintkFormats printkFormats() {
    return printkFormats;
  }

  void printkFormats(byte[] text) {
    printkFormats = new PrintkFormats(text);
  }

  Tasks tasks() {
    return tasks;
  }

  void tasks(byte[] savedCmdlines) {
    tasks = new Tasks(savedCmdlines);
  }

  TimeConversion time() {
    return time;
  }

  void time(TimeConversion conversion) {
    time = conversion;
  }

  OptionalInt cpuCount() {
    return cpuCount;
  }

  /** Notes how many CPUs there are; the number was read last. */
  void cpuCount(long count, DatInput in) throws IOException {
    if (count < 1 || count > CpuMask.MAX_CPU + 1) {
      throw in.expectedLast(
          "a number of CPUs from 1 to " + (CpuMask.MAX_CPU + 1), Long.toString(count));
    }
    cpuCount = OptionalInt.of((int) count);
  }

  List<CpuData> buffers() {
    return buffers;
  }

  void add(CpuData data) {
    if (data.size() != 0) {
      buffers.add(data);
    }
  }
}
