package org.emukernel.scenarios.tracer;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A message of protocol buffers that is being written, field by field, by the numbers. */
final class ProtoMessage {

  private static final int BUFFER_BYTES = 256;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_BYTES);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER_BYTES);

  /** Writes one field. */
  @FunctionalInterface
  private interface Field {
    void write(CodedOutputStream out) throws IOException;
  }

  /* Nothing can fail in memory. */
  private ProtoMessage put(Field field) {
    try {
      field.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Writes a field of type uint64, uint32, int64 or an enum. */
  ProtoMessage number(int field, long value) {
    return put(coded -> coded.writeUInt64(field, value));
  }

  ProtoMessage fixed64(int field, long value) {
    return put(coded -> coded.writeFixed64(field, value));
  }

  ProtoMessage string(int field, String value) {
    return put(coded -> coded.writeString(field, value));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return put(coded -> coded.writeByteArray(field, value.toBytes()));
  }

  private byte[] toBytes() {
    put(CodedOutputStream::flush);
    return bytes.toByteArray();
  }

  void writeTo(OutputStream stream) throws IOException {
    stream.write(toBytes());
  }
}
