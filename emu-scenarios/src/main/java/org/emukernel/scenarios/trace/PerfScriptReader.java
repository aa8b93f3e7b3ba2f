package org.emukernel.scenarios.trace;

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

/** Reads the text of {@code perf script}; an event's frames stand directly behind it. */
final class PerfScriptReader implements TraceReader {
  private final LineSource lines;
  private final PerfEventLine line = new PerfEventLine();
  private final Fields fields = new Fields();
  private final ByteKeyTable<EventDecoder> decoders;
  private final CpuTimes times = new CpuTimes();
  private final PerfStack stack = new PerfStack();
  private final ReadingLog log = new ReadingLog();
  private OptionalInt cpuCount = OptionalInt.empty();
  private @Nullable TraceHeader header;
  private @Nullable TraceEvent event;
  private boolean stackTooLong;
  private boolean ended;

  PerfScriptReader(InputStream recording) {
    this.lines = new LineSource(recording);
    EventDecoders known = new EventDecoders();
    this.decoders =
        new ByteKeyTable<>(
            (text, start, end) -> decoder(known, Excerpts.printable(text, start, end)));
  }

  /* An event that is not known keeps its system's name. */
  private static EventDecoder decoder(EventDecoders known, String token) {
    String name = token.substring(token.indexOf(':') + 1);
    return known.knows(name) ? known.of(name) : known.of(token);
  }

  @Override
  public @Nullable TraceRecord next() throws IOException {
    TraceRecord complete = null;
    while (complete == null && !ended) {
      if (lines.advance()) {
        complete = readLine();
      } else {
        complete = take();
        finish();
      }
    }
    return complete;
  }

  private void finish() throws TraceSyntaxException {
    ended = true;
    log.requireWhole(lines);
  }

  /* Gives the event before the line, if the line shows that it is complete. */
  private @Nullable TraceRecord readLine() {
    byte[] text = lines.buffer();
    int start = lines.start();
    int end = lines.end();
    String problem = lines.problem();
    if (problem != null) {
      log.warn(lines.number(), problem);
      return take();
    }
    if (PerfStack.isFrame(text, start, end)) {
      readFrame(text, start, end);
      return null;
    }
    TraceRecord complete = take();
    if (start < end && text[start] == '#') {
      readNote(NoteLine.of(text, start, end));
    } else if (start < end) {
      readEvent(text, start, end);
    }
    return complete;
  }

  private void readFrame(byte[] text, int start, int end) {
    if (event != null && !stackTooLong && !stack.add(text, start, end)) {
      stackTooLong = true;
      log.warn(lines.number(), "the stack is too long; its outer frames are left out");
    }
  }

  private void readNote(NoteLine note) {
    OptionalInt count = note.cpuCount();
    if (count.isPresent()) {
      cpuCount = count;
    }
  }

  private void readEvent(byte[] text, int start, int end) {
    try {
      switch (line.read(text, start, end)) {
        case EVENT -> {
          EventDecoder decoder = decoders.get(text, line.tokenStart(), line.tokenEnd());
          fields.reset(text, line.fieldsStart(), end);
          begin(line.header(), decoder.decode(fields));
        }
        case LOST -> log.lost(line.cpu(), line.lostEvents());
        case OTHER -> {
          /* No event. */
        }
      }
    } catch (MalformedTraceException e) {
      log.warn(lines.number(), e.getMessage());
    }
  }

  private void begin(TraceHeader newHeader, TraceEvent newEvent) throws MalformedTraceException {
    fields.requireDelimiter();
    times.note(newHeader).ifPresent(message -> log.warn(lines.number(), message));
    log.event(newEvent);
    header = newHeader;
    event = newEvent;
    stack.clear();
    stackTooLong = false;
  }

  private @Nullable TraceRecord take() {
    TraceHeader ofHeader = header;
    TraceEvent ofEvent = event;
    if (ofHeader == null || ofEvent == null) {
      return null;
    }
    header = null;
    event = null;
    return new TraceRecord(ofHeader, ofEvent, frames());
  }

  private CallStack frames() {
    try {
      return stack.stack();
    } catch (MalformedTraceException e) {
      log.warn(lines.number(), e.getMessage());
      return CallStack.EMPTY;
    }
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
