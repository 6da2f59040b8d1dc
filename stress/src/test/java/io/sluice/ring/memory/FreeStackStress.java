package io.sluice.ring.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The pool's shared stack between two lanes. */
public class FreeStackStress {
  private FreeStackStress() {}

  /** Numbers taken by both or by nobody, when all that is left has been taken too. */
  private static int wrong(
      FreeStack stack, int size, int[] first, int firstN, int[] second, int secondN) {
    int[] rest = new int[size + 1];
    int n = stack.pop(rest, 0, rest.length);
    int[] times = new int[size];
    count(times, first, firstN);
    count(times, second, secondN);
    count(times, rest, n);
    int wrong = 0;
    for (int t : times) {
      wrong += t == 1 ? 0 : 1;
    }
    return wrong;
  }

  private static void count(int[] times, int[] of, int n) {
    for (int i = 0; i < n; i++) {
      times[of[i]]++;
    }
  }

  /** Two take at once: each number goes to one of them. */
  @JCStressTest
  @Outcome(id = "0, 12", expect = Expect.ACCEPTABLE, desc = "each number once")
  @State
  public static class TakeTogether {
    private static final int SIZE = 12;
    private final FreeStack stack = new FreeStack(SIZE);
    private final int[] one = new int[8];
    private final int[] two = new int[8];
    private int ones;
    private int twos;

    @Actor
    public void first() {
      for (int turn = 0; turn < 8; turn++) {
        ones += stack.pop(one, ones, 1);
      }
    }

    @Actor
    public void second() {
      for (int turn = 0; turn < 8; turn++) {
        twos += stack.pop(two, twos, 1);
      }
    }

    @Arbiter
    public void all(II_Result r) {
      r.r2 = ones + twos;
      r.r1 = wrong(stack, SIZE, one, ones, two, twos);
    }
  }

  /**
   * One takes while the other takes two and gives the first back, so that the top is the same again
   * and what lies under it is not: without the tag a number goes to both (ABA). All are given back.
   */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "each number once")
  @State
  public static class TopComesBack {
    private static final int SIZE = 12;
    private final FreeStack stack = new FreeStack(SIZE);
    private final int[] one = new int[4];
    private final int[] two = new int[4];

    @Actor
    public void walker() {
      for (int turn = 0; turn < 8; turn++) {
        int n = stack.pop(one, 0, 4);
        if (n > 0) {
          stack.push(one, 0, n);
        }
      }
    }

    @Actor
    public void swinger() {
      for (int turn = 0; turn < 8; turn++) {
        int n = stack.pop(two, 0, 2);
        for (int i = 0; i < n; i++) {
          stack.push(two, i, 1);
        }
      }
    }

    @Arbiter
    public void all(II_Result r) {
      r.r1 = wrong(stack, SIZE, one, 0, two, 0);
    }
  }

  /** Both take and give back: all is there in the end. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing lost, nothing twice")
  @State
  public static class TakeAndGiveBack {
    private static final int SIZE = 5;
    private final FreeStack stack = new FreeStack(SIZE);
    private final int[] one = new int[2];
    private final int[] two = new int[3];

    private void turn(int[] numbers) {
      int n = stack.pop(numbers, 0, numbers.length);
      if (n > 0) {
        stack.push(numbers, 0, n);
      }
    }

    @Actor
    public void first() {
      for (int n = 0; n < 8; n++) {
        turn(one);
      }
    }

    @Actor
    public void second() {
      for (int n = 0; n < 8; n++) {
        turn(two);
      }
    }

    @Arbiter
    public void all(II_Result r) {
      r.r1 = wrong(stack, SIZE, one, 0, two, 0);
    }
  }
}
