"""Runs one program inside the interpreter. It is part of the memory snapshot."""

import ast
import asyncio
import builtins
import inspect
import io
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
NO_INPUT = 'There is nobody to answer input() in the sandbox: put the values into the program itself.'


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


def _no_input(*_arguments):
    raise EOFError(NO_INPUT)


def _refuse(*_arguments, **_options):
    raise OSError('the sandbox has no processes')


def close_doors():
    """Once in the life of an interpreter, after it was loaded."""
    asyncio.events._set_running_loop(None)
    asyncio.events._event_loop_policy = _LoopPolicy()
    asyncio.run = asyncio.runners.run
    os.system = _refuse
    # The prompt of `input` would be printed before it fails.
    builtins.input = _no_input
    sys.stdin = io.StringIO('')
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


# What does nearly the same in the standard library.
INSTEAD = {
    'numpy': 'lists, math, statistics and fractions',
    'scipy': 'math and statistics',
    'pandas': 'csv, statistics and collections',
    'matplotlib': 'plot',
    'seaborn': 'plot',
    'plotly': 'plot',
    'requests': 'nothing: there is no network',
    'httpx': 'nothing: there is no network',
    'aiohttp': 'nothing: there is no network',
    'bs4': 'html.parser',
    'lxml': 'xml.etree.ElementTree',
    'yaml': 'json',
    'pytz': 'zoneinfo',
    'tzdata': 'zoneinfo, which has its time zones here',
    'dateutil': 'datetime and zoneinfo',
    'sympy': 'fractions and decimal',
    'sqlalchemy': 'csv and json',
    'tkinter': 'print',
}


def _missing(name):
    name = str(name or 'it')
    instead = INSTEAD.get(name.partition('.')[0])
    hint = '' if instead is None else f' (instead of it: {instead})'
    return f'No module named {name!r}: the sandbox has the standard library and plot, and installs no packages{hint}.'


def _in_a_sentence(error):
    """What a person needs to know of an error that is the sandbox's, not the program's; `None`: it is the program's."""
    if isinstance(error, ModuleNotFoundError):
        return _missing(error.name)
    if type(error).__name__ == 'ZoneInfoNotFoundError':
        name = str(error).partition('key ')[2].partition('.')[0].partition('\n')[0] or 'that'
        return f'No time zone is called {name!r}: names are like Europe/Berlin, and zoneinfo.available_timezones() has all of them.'
    return str(error) if isinstance(error, EOFError) and str(error) == NO_INPUT else None


def _describe(error):
    report = traceback.TracebackException.from_exception(error)
    own = [index for index, frame in enumerate(report.stack) if frame.filename == PROGRAM]
    del report.stack[: own[0] if own else len(report.stack)]
    lines = [frame.lineno for frame in report.stack if frame.filename == PROGRAM]
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == PROGRAM else lines[-1] if lines else None
    sentence = _in_a_sentence(error)
    return {
        'type': type(error).__name__[:200],
        'message': (str(error) if sentence is None else sentence)[:20_000],
        'line': line,
        'trace': ''.join(report.format())[-20_000:] if sentence is None else '',
    }
