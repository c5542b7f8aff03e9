"""Runs one program inside the interpreter. It is part of the memory snapshot."""

import ast
import asyncio
import inspect
import json
import linecache
import os
import random
import sys
import time
import traceback
import types

PROGRAM = 'main.py'
HIDDEN = {'js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'micropip', 'ctypes', '_ctypes'}


class _Doorkeeper:
    """Refuses the modules that lead out of the interpreter."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition('.')[0] in HIDDEN:
            raise ModuleNotFoundError(f'{name!r} is not available in the sandbox', name=name)


class _Selector:
    """Nothing but time can wake an event loop here."""

    @staticmethod
    def select(timeout):
        if timeout is None:
            raise RuntimeError('the program waits for something that will never happen')
        time.sleep(max(0, timeout))
        return []


class _Loop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class _LoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = _Loop


def _refuse(*_arguments, **_options):
    raise OSError('the sandbox has no processes')


def close_doors():
    """Once in the life of an interpreter, after it was loaded."""
    asyncio.events._set_running_loop(None)
    asyncio.events._event_loop_policy = _LoopPolicy()
    asyncio.run = asyncio.runners.run
    os.system = _refuse
    # Some of what the loader sets are paths of the host.
    for name in set(os.environ) - {'HOME', 'LANG'}:
        del os.environ[name]
    sys.executable = sys._base_executable = ''
    sys.orig_argv = [PROGRAM]
    sys.meta_path[:] = [_Doorkeeper, *(finder for finder in sys.meta_path if _is_standard(finder))]
    for name in list(sys.modules):
        if name.partition('.')[0] in HIDDEN:
            del sys.modules[name]
    # The snapshot holds the state of the generator.
    random.seed()
    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)


def _is_standard(finder):
    return getattr(finder, '__module__', '').startswith(('_frozen_importlib', 'importlib'))


def add_module(name, source):
    """Makes a module from text; its files are not in the snapshot."""
    module = types.ModuleType(name)
    linecache.cache[f'{name}.py'] = (len(source), None, source.splitlines(True), f'{name}.py')
    exec(compile(source, f'{name}.py', 'exec'), module.__dict__)
    sys.modules[name] = module


def run(code, max_value_chars):
    """The value of the last expression, or what went wrong, as JSON."""
    main = types.ModuleType('__main__')
    main.__file__ = PROGRAM
    sys.modules['__main__'] = main
    sys.argv = [PROGRAM]
    linecache.cache[PROGRAM] = (len(code), None, code.splitlines(True), PROGRAM)
    value = error = None
    try:
        result = _execute(code, main.__dict__)
        value = None if result is None else repr(result)[:max_value_chars]
    except SystemExit as exit:
        if exit.code not in (None, 0):
            error = {'type': 'SystemExit', 'message': f'the program ended with {exit.code!r}', 'line': None, 'trace': ''}
    except BaseException as thrown:
        error = _describe(thrown)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return json.dumps({'value': value, 'error': error})


def _execute(code, names):
    tree = ast.parse(code, PROGRAM)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with asyncio.Runner(loop_factory=_Loop) as runner:
        # One statement at a time, so that those without `await` may start an event loop of their own.
        parts = [ast.Module([statement], []) for statement in tree.body] if _awaits(tree) else [tree]
        for part in parts:
            _evaluate(part, 'exec', names, runner)
        return None if last is None else _evaluate(ast.Expression(last.value), 'eval', names, runner)


def _awaits(tree):
    return bool(_compile(tree, 'exec').co_flags & inspect.CO_COROUTINE)


def _compile(tree, mode):
    return compile(tree, PROGRAM, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def _evaluate(tree, mode, names, runner):
    compiled = _compile(tree, mode)
    result = eval(compiled, names)
    return runner.run(result) if compiled.co_flags & inspect.CO_COROUTINE else result


def _describe(error):
    report = traceback.TracebackException.from_exception(error)
    own = [index for index, frame in enumerate(report.stack) if frame.filename == PROGRAM]
    del report.stack[: own[0] if own else len(report.stack)]
    lines = [frame.lineno for frame in report.stack if frame.filename == PROGRAM]
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == PROGRAM else lines[-1] if lines else None
    message = str(error)
    if isinstance(error, ModuleNotFoundError):
        message = (
            f'No module named {error.name!r}: only the standard library and the module plot are available here. '
            'Packages cannot be installed, because the sandbox is offline.'
        )
    return {
        'type': type(error).__name__[:200],
        'message': message[:20_000],
        'line': line,
        'trace': ''.join(report.format())[-20_000:],
    }
