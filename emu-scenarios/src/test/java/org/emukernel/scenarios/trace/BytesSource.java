package org.emukernel.scenarios.trace;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.emukernel.api.trace.TraceSource;

/** A recording in memory. */
public record BytesSource(byte[] bytes) implements TraceSource {
  @Override
  public InputStream stream() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public SeekableByteChannel channel() {
    return new Channel(bytes);
  }

  private static final class Channel implements SeekableByteChannel {
    private final byte[] bytes;
    private long at;

    Channel(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer to) {
      if (at >= bytes.length) {
        return -1;
      }
      int count = Math.min(to.remaining(), bytes.length - (int) at);
      to.put(bytes, (int) at, count);
      at += count;
      return count;
    }

    @Override
    public long position() {
      return at;
    }

    @Override
    public SeekableByteChannel position(long place) {
      at = place;
      return this;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
