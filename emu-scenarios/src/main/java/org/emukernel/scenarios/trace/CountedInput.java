package org.emukernel.scenarios.trace;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.emukernel.scenarios.report.ProgressSink;

/** Tells how many bytes have been read. */
final class CountedInput extends FilterInputStream {

  private final ProgressSink progress;
  private long read;

  CountedInput(InputStream in, ProgressSink progress) {
    super(in);
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    count(Math.max(0, count));
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) {
    read += bytes;
    progress.reached(read);
  }
}
