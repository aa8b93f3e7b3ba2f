package org.emukernel.entry.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.entry.check.JumpTables.UnboundedException;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Operand;

/**
 * Tells how control goes on behind each instruction: what decode_sections() gathers and
 * validate_branch() follows, tools/objtool/check.c, v6.1.
 */
final class FlowEdges {

  private static final String INDIRECT_THUNK = "__x86_indirect_thunk_";
  private static final Set<String> RETURN_THUNKS =
      Set.of("__x86_return_thunk", "zen_untrain_ret", "retbleed_return_thunk", "srso_return_thunk");
  private static final String STATIC_CALL_TRAMPOLINE = "__SCT__";

  private final BinaryImage image;
  private final TextMap map;
  private final Functions functions;
  private final FlowMarks marks;
  private final CodeDecoder decoder;
  private final JumpTables tables;
  private final Map<Long, Integer> indirectThunks = new HashMap<>();
  private final Set<Long> alwaysReturning = new HashSet<>();

  FlowEdges(BinaryImage image, TextMap map, Functions functions, FlowMarks marks) {
    this.image = image;
    this.map = map;
    this.functions = functions;
    this.marks = marks;
    this.decoder = new CodeDecoder(image);
    this.tables = new JumpTables(image, map, functions);
    marks.markIn(map);
    functions.all().forEach(extent -> map.mark(extent.start()));
    for (BinarySymbol symbol : image.symbols().all()) {
      noteThunk(symbol.address(), symbol.name());
    }
  }

  private void noteThunk(long address, String name) {
    if (name.startsWith(INDIRECT_THUNK)) {
      int register = ThunkRegisters.number(name.substring(INDIRECT_THUNK.length()));
      if (register >= 0) {
        indirectThunks.put(address, register);
      }
    } else if (RETURN_THUNKS.contains(name) || name.startsWith(STATIC_CALL_TRAMPOLINE)) {
      alwaysReturning.add(address);
    }
  }

  /** Tells where control goes behind the instruction at an address. */
  void from(long at, FlowSink sink) {
    if (map.length(at) > 0) {
      from(at, map.length(at), map.kind(at), sink);
      return;
    }
    Optional<Instruction> instruction = decoder.at(at);
    if (instruction.isPresent()) {
      from(at, instruction.get().length(), FlowKind.of(instruction.get()), sink);
    } else {
      sink.stuck("no instruction");
    }
  }

  private void from(long at, int length, FlowKind kind, FlowSink sink) {
    if (map.isMarked(at)) {
      marked(at, sink);
    }
    long next = marks.behind(at, length);
    switch (kind) {
      case NEXT, INDIRECT_CALL -> sink.to(next);
      case CALL -> call(target(at), next, sink);
      case JUMP -> jump(at, target(at), sink);
      case BRANCH -> {
        jump(at, target(at), sink);
        sink.to(next);
      }
      case INDIRECT_JUMP -> indirect(at, sink);
      case RETURN -> sink.leaves();
      case TRAP -> {
        if (marks.isWarning(at) || isBreakpoint(at, next)) {
          sink.to(next);
        }
      }
    }
  }

  /* An INT3 that other code follows; more of them are padding. */
  private boolean isBreakpoint(long at, long next) {
    return next - at == 1 && functions.at(next) == functions.at(at) && map.length(next) > 0;
  }

  private void marked(long at, FlowSink sink) {
    marks.jump(at).ifPresent(sink::to);
    marks.fixup(at).ifPresent(sink::to);
    for (AlternativeSite site : marks.alternatives(at)) {
      boolean isEmpty = site.replacementLength() == 0;
      sink.to(isEmpty ? site.address() + site.length() : site.replacement());
    }
    if (marks.jump(at).isPresent()) {
      sink.to(at + map.length(at));
    }
  }

  private long target(long at) {
    Optional<Instruction> instruction = decoder.at(at);
    return instruction.isPresent() ? CodeDecoder.target(instruction.get(), at).orElse(0) : 0;
  }

  /* A call into the middle of a function pushes an address, as retpolines do. */
  private void call(long target, long next, FlowSink sink) {
    int callee = functions.at(target);
    if (alwaysReturning.contains(target)) {
      sink.to(next);
    } else if (callee >= 0 && functions.all().get(callee).start() == target) {
      sink.call(callee, next);
    } else if (!NoReturns.isExternal(image, target)) {
      if (callee >= 0) {
        sink.to(target);
      }
      sink.to(next);
    }
  }

  private void jump(long at, long target, FlowSink sink) {
    int function = functions.at(target);
    if (function >= 0 && function == functions.at(at)) {
      sink.to(target);
      return;
    }
    Integer register = indirectThunks.get(target);
    if (register != null) {
      indirect(at, register, sink);
    } else if (alwaysReturning.contains(target)) {
      sink.leaves();
    } else if (function >= 0 || map.isText(target)) {
      sink.to(target);
    } else {
      jumpOut(target, sink);
    }
  }

  private void jumpOut(long target, FlowSink sink) {
    if (NoReturns.isExternal(image, target)) {
      return;
    }
    if (image.sectionAt(target).filter(s -> s.is(Flag.EXTERNAL)).isPresent()) {
      sink.leaves();
    } else {
      sink.stuck("a jump to 0x%x, which is no text of the image".formatted(target));
    }
  }

  private void indirect(long at, FlowSink sink) {
    Optional<Operand> operand =
        decoder.at(at).flatMap(instruction -> instruction.operands().stream().findFirst());
    OptionalInt register =
        operand.isPresent() ? Registers.general(operand.get()) : OptionalInt.empty();
    if (register.isPresent()) {
      indirect(at, register.getAsInt(), sink);
      return;
    }
    try {
      Optional<JumpTable> table =
          operand.isPresent() && operand.get() instanceof Operand.Mem mem
              ? tables.through(at, mem)
              : Optional.empty();
      indirect(table, sink);
    } catch (UnboundedException e) {
      sink.stuck(String.valueOf(e.getMessage()));
    }
  }

  private void indirect(long at, int register, FlowSink sink) {
    try {
      indirect(tables.to(at, register), sink);
    } catch (UnboundedException e) {
      sink.stuck(String.valueOf(e.getMessage()));
    }
  }

  /* As objtool: a jump through a pointer that is in no table is a tail call. */
  private static void indirect(Optional<JumpTable> table, FlowSink sink) {
    if (table.isEmpty()) {
      sink.leaves();
      return;
    }
    sink.table(table.get());
    table.get().targets().forEach(sink::to);
  }
}
