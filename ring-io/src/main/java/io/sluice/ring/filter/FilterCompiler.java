package io.sluice.ring.filter;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Makes a hidden class of a program: registers and scratch words become locals, jumps become jumps,
 * so that C2 compiles it like any other method. It has the program twice: for bytes in an array and
 * for bytes in memory, where they lie in the same two locals.
 *
 * <pre>
 *   locals: this | bytes | at | captured | length | A | X | offset | M[0] ...
 *   locals: this | address    | captured | length | A | X | offset | M[0] ...
 * </pre>
 */
final class FilterCompiler {
  /** HotSpot compiles no method with more bytes of code than this (HugeMethodLimit). */
  private static final int HUGE = 8000;

  private static final ClassDesc SELF =
      ClassDesc.of(FilterCompiler.class.getPackageName(), "CompiledFilter");
  private static final ClassDesc FILTER = desc(PacketFilter.class);
  private static final ClassDesc LOADS = desc(Loads.class);
  private static final ClassDesc INTEGER = desc(Integer.class);
  private static final ClassDesc BYTES = CD_byte.arrayType();
  private static final MethodTypeDesc MATCHES =
      MethodTypeDesc.of(CD_int, BYTES, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc MATCHES_AT =
      MethodTypeDesc.of(CD_int, CD_long, CD_int, CD_int);
  private static final MethodTypeDesc LOAD = MethodTypeDesc.of(CD_int, BYTES, CD_int);
  private static final MethodTypeDesc LOAD_AT = MethodTypeDesc.of(CD_int, CD_long);
  private static final MethodTypeDesc FITS = MethodTypeDesc.of(CD_boolean, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc BINARY = MethodTypeDesc.of(CD_int, CD_int, CD_int);

  private static final int ADDRESS = 1;
  private static final int BYTES_AT = 1;
  private static final int AT = 2;
  private static final int CAPTURED = 3;
  private static final int LENGTH = 4;
  private static final int REG_A = 5;
  private static final int REG_X = 6;
  private static final int OFFSET = 7;
  private static final int MEMORY = 8;

  private final List<Instruction> program;
  private final Label[] labels;
  private final CodeBuilder code;
  private final Label reject;
  private final Label missing; // bytes that are looked at are not there
  private final boolean inMemory;

  private FilterCompiler(FilterProgram program, CodeBuilder code, boolean inMemory) {
    this.program = program.instructions();
    this.code = code;
    this.inMemory = inMemory;
    this.reject = code.newLabel();
    this.missing = code.newLabel();
    this.labels = new Label[this.program.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = code.newLabel();
    }
  }

  /** A filter that does what the program says; interpreted when it is too long for C2. */
  static PacketFilter compile(FilterProgram program) {
    byte[] file =
        ClassFile.of()
            .build(
                SELF,
                c ->
                    c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                        .withInterfaceSymbols(FILTER)
                        .withMethodBody(
                            INIT_NAME,
                            MTD_void,
                            0,
                            b -> b.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_())
                        .withMethodBody(
                            "matches",
                            MATCHES,
                            ClassFile.ACC_PUBLIC,
                            b -> new FilterCompiler(program, b, false).emit())
                        .withMethodBody(
                            "matches",
                            MATCHES_AT,
                            ClassFile.ACC_PUBLIC,
                            b -> new FilterCompiler(program, b, true).emit()));
    if (codeBytes(file) >= HUGE) {
      return new Interpreter(program);
    }
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(file, true);
      return (PacketFilter) hidden.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a filter's own class", e);
    }
  }

  private static ClassDesc desc(Class<?> c) {
    return c.describeConstable().orElseThrow();
  }

  private static int codeBytes(byte[] file) {
    return ClassFile.of().parse(file).methods().stream()
        .flatMap(m -> m.code().stream())
        .mapToInt(c -> ((CodeAttribute) c).codeLength())
        .max()
        .orElse(0);
  }

  private void emit() {
    zero(REG_A);
    zero(REG_X);
    for (int w = 0; w < Loads.words(program); w++) {
      zero(MEMORY + w);
    }
    for (int pc = 0; pc < labels.length; pc++) {
      code.labelBinding(labels[pc]);
      emit(pc, program.get(pc));
    }
    code.labelBinding(reject).iconst_0().ireturn();
    code.labelBinding(missing).iconst_m1().ireturn();
  }

  private void zero(int local) {
    code.iconst_0().istore(local);
  }

  private void emit(int pc, Instruction i) {
    switch (Bpf.classOf(i.code())) {
      case Bpf.LD -> load(i, REG_A);
      case Bpf.LDX -> load(i, REG_X);
      case Bpf.ST -> code.iload(REG_A).istore(MEMORY + i.k());
      case Bpf.STX -> code.iload(REG_X).istore(MEMORY + i.k());
      case Bpf.ALU -> compute(i);
      case Bpf.JMP -> jump(pc, i);
      case Bpf.RET -> answer(i);
      default -> {
        boolean toX = Bpf.op(i.code()) == Bpf.TAX;
        code.iload(toX ? REG_A : REG_X).istore(toX ? REG_X : REG_A);
      }
    }
  }

  private void load(Instruction i, int to) {
    switch (Bpf.mode(i.code())) {
      case Bpf.IMM -> code.loadConstant(i.k());
      case Bpf.MEM -> code.iload(MEMORY + i.k());
      case Bpf.LEN -> code.iload(LENGTH);
      case Bpf.ABS -> packet(i.k(), Bpf.loaded(i.code()));
      case Bpf.IND -> {
        int size = Bpf.loaded(i.code());
        code.iload(REG_X).loadConstant(i.k()).iadd().istore(OFFSET);
        code.iload(OFFSET).loadConstant(size).iload(CAPTURED);
        code.invokestatic(LOADS, "fits", FITS).ifeq(missing);
        if (inMemory) {
          code.lload(ADDRESS).iload(OFFSET).i2l().ladd();
        } else {
          code.aload(BYTES_AT).iload(AT).iload(OFFSET).iadd();
        }
        take(size);
      }
      default -> {
        packet(i.k(), 1);
        code.bipush(0xf).iand().iconst_2().ishl();
      }
    }
    code.istore(to);
  }

  /** Leaves the bytes at a fixed offset on the stack, or rejects. */
  private void packet(int offset, int size) {
    if (offset < 0 || offset > Integer.MAX_VALUE - size) {
      // Never there. The constant keeps what follows well-typed.
      code.goto_(reject);
      code.iconst_0();
      return;
    }
    code.iload(CAPTURED).loadConstant(offset + size).if_icmplt(missing);
    if (inMemory) {
      code.lload(ADDRESS).loadConstant((long) offset).ladd();
    } else {
      code.aload(BYTES_AT).iload(AT).loadConstant(offset).iadd();
    }
    take(size);
  }

  private void take(int size) {
    code.invokestatic(LOADS, method(size), inMemory ? LOAD_AT : LOAD);
  }

  private static String method(int size) {
    return switch (size) {
      case 4 -> "word";
      case 2 -> "half";
      default -> "octet";
    };
  }

  private void operand(Instruction i) {
    if (Bpf.isFromX(i.code())) {
      code.iload(REG_X);
    } else {
      code.loadConstant(i.k());
    }
  }

  private void compute(Instruction i) {
    int op = Bpf.op(i.code());
    if (op == Bpf.NEG) {
      code.iload(REG_A).ineg().istore(REG_A);
      return;
    }
    if (Bpf.isFromX(i.code()) && (op == Bpf.DIV || op == Bpf.MOD)) {
      code.iload(REG_X).ifeq(reject);
    }
    code.iload(REG_A);
    operand(i);
    switch (op) {
      case Bpf.ADD -> code.iadd();
      case Bpf.SUB -> code.isub();
      case Bpf.MUL -> code.imul();
      case Bpf.DIV -> code.invokestatic(INTEGER, "divideUnsigned", BINARY);
      case Bpf.MOD -> code.invokestatic(INTEGER, "remainderUnsigned", BINARY);
      case Bpf.OR -> code.ior();
      case Bpf.AND -> code.iand();
      case Bpf.XOR -> code.ixor();
      case Bpf.LSH -> code.invokestatic(LOADS, "shiftLeft", BINARY);
      default -> code.invokestatic(LOADS, "shiftRight", BINARY);
    }
    code.istore(REG_A);
  }

  private void jump(int pc, Instruction i) {
    int op = Bpf.op(i.code());
    if (op == Bpf.JA) {
      code.goto_w(labels[pc + 1 + i.k()]);
      return;
    }
    Label yes = labels[pc + 1 + i.ifTrue()];
    Label no = labels[pc + 1 + i.ifFalse()];
    code.iload(REG_A);
    operand(i);
    switch (op) {
      case Bpf.JEQ -> code.if_icmpeq(yes);
      case Bpf.JSET -> code.iand().ifne(yes);
      default -> {
        code.invokestatic(INTEGER, "compareUnsigned", BINARY);
        if (op == Bpf.JGT) {
          code.ifgt(yes);
        } else {
          code.ifge(yes);
        }
      }
    }
    if (i.ifFalse() != 0) {
      code.goto_(no);
    }
  }

  private void answer(Instruction i) {
    if (i.code() == Bpf.RET) {
      code.loadConstant(i.k() != 0 ? 1 : 0).ireturn();
      return;
    }
    code.iload(REG_A).ifeq(reject).iconst_1().ireturn();
  }
}
