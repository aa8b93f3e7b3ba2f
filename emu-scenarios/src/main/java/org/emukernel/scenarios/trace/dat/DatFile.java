package org.emukernel.scenarios.trace.dat;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** The file itself. */
final class DatFile implements DatBytes, Closeable {

  private final SeekableByteChannel channel;
  private final long size;

  DatFile(SeekableByteChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long place, byte[] to, int offset, int count) throws IOException {
    read(place, ByteBuffer.wrap(to, offset, count));
  }

  /** Fills the buffer from its position to its limit. */
  void read(long place, ByteBuffer to) throws IOException {
    channel.position(place);
    while (to.hasRemaining()) {
      if (channel.read(to) < 0) {
        throw new EOFException("byte " + channel.position() + ": the file was cut off meanwhile");
      }
    }
  }

  @Override
  public long fileOffset(long place) {
    return place;
  }

  @Override
  public String name(long place) {
    return "byte " + place;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
