package org.emukernel.x86.asm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes of known length: instructions other than relaxable branches, and data. */
final class DataFragment extends Fragment {
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final List<Fixup> fields = new ArrayList<>();

  void append(byte[] bytes) {
    content.writeBytes(bytes);
  }

  void append(byte[] bytes, List<Fixup> fixups) {
    int at = content.size();
    fixups.forEach(f -> fields.add(f.moved(at)));
    content.writeBytes(bytes);
  }

  @Override
  int size() {
    return content.size();
  }

  @Override
  boolean relax(Layout layout) {
    return false;
  }

  @Override
  byte[] bytes() {
    return content.toByteArray();
  }

  @Override
  List<Fixup> fixups() {
    return fields;
  }
}
