package org.emukernel.scenarios.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.emukernel.scenarios.report.ProgressSink;

/** A channel to read from that tells how many bytes have been read. */
final class CountedChannel implements SeekableByteChannel {

  private final SeekableByteChannel channel;
  private final ProgressSink progress;
  private long read;

  CountedChannel(SeekableByteChannel channel, ProgressSink progress) {
    this.channel = channel;
    this.progress = progress;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int count = channel.read(to);
    read += Math.max(0, count);
    progress.reached(read);
    return count;
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public SeekableByteChannel position(long place) throws IOException {
    channel.position(place);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
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
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
