package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadStartTest {

  @ParameterizedTest
  @ValueSource(strings = {"run rteval", "verify tlb-vunmap"})
  void await_commandWithMachines_returnsWhenPrepared(String line) {
    CountDownLatch begun = new CountDownLatch(1);
    List<Thread> prepared = new CopyOnWriteArrayList<>();
    HeadStart start =
        HeadStart.of(
            () -> {
              waitFor(begun);
              prepared.add(Thread.currentThread());
            },
            line.split(" "));
    begun.countDown();

    start.await();

    assertThat(prepared).hasSize(1).doesNotContain(Thread.currentThread());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "list packs", "--help", "replay run"})
  void of_anotherCommand_preparesNothing(String line) {
    List<Thread> prepared = new CopyOnWriteArrayList<>();

    HeadStart.of(() -> prepared.add(Thread.currentThread()), line.split(" ")).await();

    assertThat(prepared).isEmpty();
  }

  @Test
  void await_preparationFails_throwsWithTheCause() {
    LinkageError cause = new LinkageError("broken");
    HeadStart start =
        HeadStart.of(
            () -> {
              throw cause;
            },
            "run");

    assertThatThrownBy(start::await).isInstanceOf(IllegalStateException.class).hasCause(cause);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
