"""Runs a program in a pseudo terminal, waits for what it shows, and types. One JSON object in, one out."""
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

asked = json.load(sys.stdin)


def resize(fd, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))


pid, fd = pty.fork()
if pid == 0:
    os.environ.clear()
    os.environ.update(asked['env'])
    os.execvp(asked['argv'][0], asked['argv'])
resize(fd, asked['columns'])
shown = ''
seen = 0


def read(seconds):
    """More of what the program shows; False at its end."""
    global shown
    if not select.select([fd], [], [], seconds)[0]:
        return True
    try:
        part = os.read(fd, 65536)
    except OSError:
        return False
    shown += part.decode('utf8', 'replace')
    return len(part) > 0


def expect(pattern):
    global seen
    until = time.monotonic() + 40
    while time.monotonic() < until:
        found = re.search(pattern, shown[seen:])
        if found:
            seen += found.end()
            return
        if not read(0.2):
            break
    os.kill(pid, signal.SIGKILL)
    print(json.dumps({'missing': pattern, 'shown': shown}))
    sys.exit(0)


for step in asked['steps']:
    if 'expect' in step:
        expect(step['expect'])
    elif 'columns' in step:
        resize(fd, step['columns'])
    else:
        os.write(fd, step['type'].encode('utf8'))
while read(1):
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        break
else:
    done, status = os.waitpid(pid, 0)
print(json.dumps({'missing': None, 'shown': shown, 'code': os.waitstatus_to_exitcode(status)}))
