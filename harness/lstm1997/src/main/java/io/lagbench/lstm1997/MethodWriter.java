package io.lagbench.lstm1997;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes a method's code from expressions and assignments. */
final class MethodWriter {
    private final MethodVisitor code;
    private int nextLocal;
    private int calls;

    /**
     * How long a method came out.
     *
     * @param bytes of its own code
     * @param calls written by {@link #call}
     */
    record Length(int bytes, int calls) {}

    /** Pushes its value. */
    interface Expression {
        /** Writes the code that does. */
        void push();
    }

    /** @param firstLocal the first local variable behind the parameters */
    MethodWriter(MethodVisitor code, int firstLocal) {
        this.code = code;
        this.nextLocal = firstLocal;
        code.visitCode();
    }

    /** A double. */
    Expression constant(double value) {
        return () -> code.visitLdcInsn(value);
    }

    /** An int. */
    Expression constant(int value) {
        return () -> code.visitLdcInsn(value);
    }

    /** A local variable, or a parameter. */
    Variable variable(Type type, int local) {
        return new Variable(type, local);
    }

    /** A new local variable that holds a value. */
    Variable variable(Type type, Expression value) {
        Variable made = new Variable(type, nextLocal);
        nextLocal += type.getSize();
        made.set(value);
        return made;
    }

    /** A field of an object. */
    Expression field(Expression owner, Class<?> of, String name, Type type) {
        return () -> {
            owner.push();
            code.visitFieldInsn(Opcodes.GETFIELD, Type.getInternalName(of), name, type.getDescriptor());
        };
    }

    /** Sets a field of an object. */
    void setField(Expression owner, Class<?> of, String name, Type type, Expression value) {
        owner.push();
        value.push();
        code.visitFieldInsn(Opcodes.PUTFIELD, Type.getInternalName(of), name, type.getDescriptor());
    }

    /** An element of an array of doubles. */
    Expression element(Expression array, Expression index) {
        return () -> {
            array.push();
            index.push();
            code.visitInsn(Opcodes.DALOAD);
        };
    }

    /** An element of an array of ints. */
    Expression intElement(Expression array, Expression index) {
        return () -> {
            array.push();
            index.push();
            code.visitInsn(Opcodes.IALOAD);
        };
    }

    /** Sets an element of an array of doubles. */
    void setElement(Expression array, Expression index, Expression value) {
        array.push();
        index.push();
        value.push();
        code.visitInsn(Opcodes.DASTORE);
    }

    /** The sum of two doubles. */
    Expression plus(Expression a, Expression b) {
        return binary(a, b, Opcodes.DADD);
    }

    /** Their difference. */
    Expression minus(Expression a, Expression b) {
        return binary(a, b, Opcodes.DSUB);
    }

    /** Their product. */
    Expression times(Expression a, Expression b) {
        return binary(a, b, Opcodes.DMUL);
    }

    /** The product of two doubles plus a third, rounded once. */
    Expression timesPlus(Expression a, Expression b, Expression c) {
        return () -> {
            a.push();
            b.push();
            c.push();
            code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(Math.class), "fma", "(DDD)D", false);
        };
    }

    /** The sum of two ints. */
    Expression plusInt(Expression a, Expression b) {
        return binary(a, b, Opcodes.IADD);
    }

    /** The product of two ints. */
    Expression timesInt(Expression a, Expression b) {
        return binary(a, b, Opcodes.IMUL);
    }

    private Expression binary(Expression a, Expression b, int operation) {
        return () -> {
            a.push();
            b.push();
            code.visitInsn(operation);
        };
    }

    /** A static function of one double. */
    Expression call(Class<?> of, String name, Expression x) {
        return () -> {
            x.push();
            code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(of), name, "(D)D", false);
            calls++;
        };
    }

    /** Repeats what is written while one int is below another. */
    void whileBelow(Expression a, Expression b, Runnable body) {
        Label start = new Label();
        Label end = new Label();
        code.visitLabel(start);
        a.push();
        b.push();
        code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        body.run();
        code.visitJumpInsn(Opcodes.GOTO, start);
        code.visitLabel(end);
    }

    /** Does what is written unless a reference is null. */
    void unlessNull(Expression reference, Runnable body) {
        skipIf(Opcodes.IFNULL, reference, body);
    }

    /** Does what is written if an int is below zero. */
    void ifNegative(Expression value, Runnable body) {
        skipIf(Opcodes.IFGE, value, body);
    }

    private void skipIf(int jump, Expression value, Runnable body) {
        Label behind = new Label();
        value.push();
        code.visitJumpInsn(jump, behind);
        body.run();
        code.visitLabel(behind);
    }

    /** Ends the method. */
    Length end() {
        code.visitInsn(Opcodes.RETURN);
        Label end = new Label();
        code.visitLabel(end);
        code.visitMaxs(0, 0);
        code.visitEnd();
        return new Length(end.getOffset(), calls);
    }

    /** A local variable. */
    final class Variable implements Expression {
        private final Type type;
        private final int local;

        private Variable(Type type, int local) {
            this.type = type;
            this.local = local;
        }

        @Override
        public void push() {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
        }

        /** Assigns to it. */
        void set(Expression value) {
            value.push();
            code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local);
        }
    }
}
