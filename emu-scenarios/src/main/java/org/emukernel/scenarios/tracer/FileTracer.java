package org.emukernel.scenarios.tracer;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.report.PartFile;
import org.jspecify.annotations.Nullable;

/** The recording of one run: a file that is put in its place when all runs are over. */
final class FileTracer implements RecordSink, Closeable {

  private final PartFile part;
  private final TraceFileFormat format;
  private final int cpus;
  private @Nullable TraceWriter writer;

  FileTracer(Path file, TraceFileFormat format, int cpus) throws IOException {
    this.part = PartFile.beside(file);
    this.format = format;
    this.cpus = cpus;
  }

  @Override
  public void booted(EmulatedMachine machine) {
    try {
      writer = format.open(part.path(), new TracedMachine(cpus, machine.symbols()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void accept(TraceRecord record) {
    try {
      opened().write(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void ended() {
    try {
      opened().finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TraceWriter opened() {
    TraceWriter open = writer;
    if (open == null) {
      throw new IllegalStateException("the machine has not been booted");
    }
    return open;
  }

  void commit() throws IOException {
    part.commit();
  }

  @Override
  public void close() throws IOException {
    try (part) {
      if (writer != null) {
        writer.close();
      }
    }
  }
}
