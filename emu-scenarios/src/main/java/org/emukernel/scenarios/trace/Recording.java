package org.emukernel.scenarios.trace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceReader;

/**
 * An opened recording.
 *
 * @param path where it lies
 * @param format the form that it is in
 * @param reader reads its events
 */
public record Recording(Path path, TraceFormat format, TraceReader reader) implements Closeable {
  @Override
  public void close() throws IOException {
    reader.close();
  }
}
