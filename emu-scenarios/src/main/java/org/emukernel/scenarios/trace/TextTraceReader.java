package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TraceSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads both text forms: they differ in the header's lines, in how a stack is announced and in
 * separators, and none of these can be mistaken for another.
 */
final class TextTraceReader implements TraceReader {
  /** What a frame's line belongs to. */
  private enum Stack {
    /** No stack was announced. */
    NONE,
    /** The kernel stack that is being collected. */
    KERNEL,
    /** A stack of user space, or one whose event could not be read. */
    IGNORED
  }

  private final LineSource lines;
  private final EventLine line = new EventLine();
  private final Fields fields = new Fields();
  private final ByteKeyTable<EventDecoder> decoders;
  private final EventDecoder functionEntry;
  private final CpuTimes times = new CpuTimes();
  private final StackBlock block = new StackBlock(FtraceFrame::frame);
  private final PendingRecords pending = new PendingRecords();
  private final ReadingLog log = new ReadingLog();
  private OptionalInt cpuCount = OptionalInt.empty();
  private Stack stack = Stack.NONE;
  private long stackLine;
  private int stackCpu;
  private int stackPid;
  private boolean previousGarbled;
  private boolean ended;

  TextTraceReader(InputStream recording) {
    this.lines = new LineSource(recording);
    EventDecoders known = new EventDecoders();
    this.functionEntry = known.of("function");
    this.decoders =
        new ByteKeyTable<>(
            (text, start, end) -> known.of(new String(text, start, end - start, UTF_8)));
  }

  @Override
  public @Nullable TraceRecord next() throws IOException {
    while (!ended && !pending.isFull()) {
      if (lines.advance()) {
        readLine();
      } else {
        finish();
      }
    }
    return pending.removeOldest();
  }

  private void finish() throws TraceSyntaxException {
    ended = true;
    endStack();
    log.requireWhole(lines);
  }

  private void readLine() {
    byte[] text = lines.buffer();
    int start = lines.start();
    int end = lines.end();
    String problem = lines.problem();
    if (problem != null) {
      endStack();
      garbled(problem);
    } else if (FtraceFrame.isFrame(text, start, end)) {
      readFrame(text, start, end);
    } else if (start < end) {
      endStack();
      readOther(text, start, end);
    }
  }

  private void readFrame(byte[] text, int start, int end) {
    if (stack == Stack.KERNEL && !block.add(text, start, end)) {
      log.warn(lines.number(), "the stack is too long; its outer frames are left out");
      endStack();
      stack = Stack.IGNORED;
    } else if (stack == Stack.NONE && !previousGarbled) {
      garbled("expected an event before the stack's frame " + Excerpts.of(text, start, end));
    }
  }

  private void readOther(byte[] text, int start, int end) {
    if (NoteLine.mayBegin(text[start]) && readNote(NoteLine.of(text, start, end))) {
      return;
    }
    try {
      line.read(text, start, end);
      if (line.beginsStack()) {
        beginStack();
      } else if (line.beginsUserStack()) {
        stack = Stack.IGNORED;
      } else {
        readEvent(text, end);
        previousGarbled = false;
      }
    } catch (MalformedTraceException e) {
      garbled(e.getMessage());
    }
  }

  private boolean readNote(NoteLine note) {
    if (!note.isNote()) {
      return false;
    }
    OptionalInt count = note.cpuCount();
    if (count.isPresent()) {
      cpuCount = count;
    }
    note.cpuLimit().ifPresent(fields::limitCpus);
    OptionalInt cpu = note.cpuOfLostEvents();
    if (cpu.isPresent()) {
      log.lost(cpu.getAsInt(), note.lostEvents());
    } else {
      log.lost(note.lostEvents());
    }
    return true;
  }

  private void readEvent(byte[] text, int end) throws MalformedTraceException {
    EventDecoder decoder =
        line.isFunctionEntry()
            ? functionEntry
            : decoders.get(text, line.nameStart(), line.nameEnd());
    fields.reset(text, line.fieldsStart(), end);
    TraceEvent event = decoder.decode(fields);
    fields.requireDelimiter();
    TraceHeader header = line.header();
    fields.requireKnown(header.cpu());
    times.note(header).ifPresent(message -> log.warn(lines.number(), message));
    log.event(event);
    pending.add(header, event);
  }

  /* The stack behind a garbled line belongs to the event that could not be read. */
  private void beginStack() {
    stack = previousGarbled ? Stack.IGNORED : Stack.KERNEL;
    previousGarbled = false;
    stackLine = lines.number();
    stackCpu = line.cpu();
    stackPid = line.pid();
    block.clear();
  }

  private void endStack() {
    if (stack == Stack.KERNEL) {
      attachStack();
    }
    stack = Stack.NONE;
  }

  private void attachStack() {
    try {
      CallStack collected = block.stack();
      if (!collected.isEmpty() && !pending.attach(stackCpu, stackPid, collected)) {
        log.warn(stackLine, "expected an event of this task and CPU before its stack");
      }
    } catch (MalformedTraceException e) {
      log.warn(stackLine, e.getMessage());
    }
  }

  private void garbled(String message) {
    log.warn(lines.number(), message);
    previousGarbled = true;
    stack = Stack.NONE;
  }

  @Override
  public OptionalInt cpuCount() {
    return cpuCount;
  }

  @Override
  public TraceDiagnostics diagnostics() {
    return log.diagnostics(lines.number());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
