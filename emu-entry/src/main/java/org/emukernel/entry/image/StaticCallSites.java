package org.emukernel.entry.image;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.x86.asm.Assembler;

/**
 * {@code .static_call_sites} and the keys that it belongs to (include/linux/static_call_types.h,
 * Linux v6.18): as static_call_init() leaves them, sorted by key, each key with the place of its
 * first site.
 */
final class StaticCallSites {

  /** Whether a site is a tail call. */
  enum Tail {
    NO,
    YES
  }

  private record Key(String name, String function, List<String> sites) {}

  private final Assembler asm;
  private final List<Key> keys = new ArrayList<>();

  StaticCallSites(Assembler asm) {
    this.asm = asm;
  }

  /** Begins a key that calls a function at first; the sites that follow are its. */
  void key(String name, String function) {
    keys.add(new Key(name, function, new ArrayList<>()));
  }

  void site(String symbol, Tail tail) {
    Key key = keys.get(keys.size() - 1);
    key.sites()
        .add(
            "    .long %s - .\n    .long %s + %d - ."
                .formatted(symbol, key.name(), tail.ordinal()));
  }

  /** Emits everything. */
  void end() {
    asm.asm(
        "    .section .static_call_sites, \"a\"\n    .balign 8\n    .globl __start_static_call_sites\n"
            + "__start_static_call_sites:");
    for (Key key : keys) {
      asm.asm(".Lsites_" + key.name() + ":\n" + String.join("\n", key.sites()));
    }
    asm.asm("    .globl __stop_static_call_sites\n__stop_static_call_sites:\n    .quad 0");
    asm.asm("    .data\n    .balign 16");
    keys.forEach(this::emitKey);
  }

  private void emitKey(Key key) {
    asm.asm(
        """
            .globl %1$s
            .type %1$s, @object
        %1$s:
            .quad %2$s
            .quad .Lsites_%1$s
            .size %1$s, .-%1$s
        """
            .formatted(key.name(), key.function()));
  }
}
