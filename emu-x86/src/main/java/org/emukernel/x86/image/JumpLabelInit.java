package org.emukernel.x86.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.x86.asm.Likelihood;

/**
 * jump_label_init(), kernel/jump_label.c, v6.18: sorts {@code __jump_table} by key and, within a
 * key, by site (jump_label_sort_entries()), and writes into the second word of each struct
 * static_key where its entries begin, above the type bits that stand there
 * (static_key_set_entries()).
 */
final class JumpLabelInit {

  /** JUMP_TYPE_MASK with the series' forceful bit: entries are aligned to 8 bytes. */
  private static final long TYPE_BITS = 7;

  private static final int ENTRIES = 8;

  private final KernelImage image;
  private final Map<String, ByteBuffer> changed = new HashMap<>();

  JumpLabelInit(KernelImage image) {
    this.image = image;
  }

  /** {@return the records in their new order} */
  static List<JumpEntry> sorted(List<JumpEntry> entries) {
    return entries.stream()
        .sorted(
            Comparator.comparing(JumpEntry::key, Long::compareUnsigned)
                .thenComparing(JumpEntry::code, Long::compareUnsigned))
        .toList();
  }

  List<ImageSection> apply() {
    List<JumpEntry> sorted = sorted(image.jumpEntries());
    image.section(PatchRecords.JUMP_TABLE).ifPresent(table -> write(table.address(), sorted));
    List<ImageSection> result = new ArrayList<>();
    for (ImageSection section : image.sections()) {
      ByteBuffer content = changed.get(section.name());
      result.add(content == null ? section : section.withContent(content.array()));
    }
    return result;
  }

  private void write(long table, List<JumpEntry> sorted) {
    long lastKey = 0;
    for (int i = 0; i < sorted.size(); i++) {
      JumpEntry entry = sorted.get(i);
      long at = table + (long) i * JumpEntry.RECORD_SIZE;
      int likely = entry.likelihood() == Likelihood.LIKELY ? 1 : 0;
      putInt(at, (int) (entry.code() - at));
      putInt(at + 4, (int) (entry.target() - (at + 4)));
      putLong(at + 8, entry.key() - (at + 8) | likely);
      if (entry.key() != lastKey) {
        lastKey = entry.key();
        putLong(lastKey + ENTRIES, at | typeOf(lastKey));
      }
    }
  }

  private long typeOf(long key) {
    byte[] word = image.bytes(key + ENTRIES, Long.BYTES);
    return ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getLong() & TYPE_BITS;
  }

  private void putInt(long linear, int value) {
    ImageSection section = section(linear);
    content(section).putInt((int) (linear - section.address()), value);
  }

  private void putLong(long linear, long value) {
    ImageSection section = section(linear);
    content(section).putLong((int) (linear - section.address()), value);
  }

  private ImageSection section(long linear) {
    return image
        .sectionAt(linear)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no section holds the static key at 0x" + Long.toHexString(linear)));
  }

  private ByteBuffer content(ImageSection section) {
    return changed.computeIfAbsent(
        section.name(), name -> ByteBuffer.wrap(section.bytes()).order(ByteOrder.LITTLE_ENDIAN));
  }
}
