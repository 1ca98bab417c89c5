"""Gravity between five bodies: floats in lists."""
import sys
import time

ROUNDS = 8

try:
    xrange
except NameError:
    xrange = range


BODIES = (
    ('sun', (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 39.47841760435743),
    ('jupiter', (4.84143144246472090, -1.16032004402742839, -0.103622044471123109),
     (0.606326392995832, 2.81198684491626, -0.02521836165988763), 0.03769367487038949),
    ('saturn', (8.34336671824457987, 4.12479856412430479, -0.403523417114321381),
     (-1.0107743461787924, 1.8256623712304119, 0.008415761376584154), 0.011286326131968767),
    ('uranus', (12.8943695621391310, -15.1111514016986312, -0.223307578892655734),
     (1.0827910064415354, 0.8687130181696082, -0.010832637401363636), 0.0017237240570597112),
    ('neptune', (15.3796971148509165, -25.9193146099879641, 0.179258772950371181),
     (0.979090732243898, 0.5946989986476762, -0.034755955504078104), 0.0020336868699246304),
)


def make_system():
    bodies = [[list(place), list(speed), mass] for _, place, speed, mass in BODIES]
    drift = [0.0, 0.0, 0.0]
    for place, speed, mass in bodies:
        for axis in range(3):
            drift[axis] += speed[axis] * mass
    sun = bodies[0]
    for axis in range(3):
        sun[1][axis] = -drift[axis] / sun[2]
    pairs = []
    for i in range(len(bodies)):
        for j in range(i + 1, len(bodies)):
            pairs.append((bodies[i], bodies[j]))
    return bodies, pairs


def advance(bodies, pairs, dt, steps):
    for _ in xrange(steps):
        for (place1, speed1, mass1), (place2, speed2, mass2) in pairs:
            dx = place1[0] - place2[0]
            dy = place1[1] - place2[1]
            dz = place1[2] - place2[2]
            square = dx * dx + dy * dy + dz * dz
            force = dt / (square * square ** 0.5)
            pull1 = mass1 * force
            pull2 = mass2 * force
            speed1[0] -= dx * pull2
            speed1[1] -= dy * pull2
            speed1[2] -= dz * pull2
            speed2[0] += dx * pull1
            speed2[1] += dy * pull1
            speed2[2] += dz * pull1
        for place, speed, mass in bodies:
            place[0] += dt * speed[0]
            place[1] += dt * speed[1]
            place[2] += dt * speed[2]


def energy(bodies, pairs):
    total = 0.0
    for (place1, _, mass1), (place2, _, mass2) in pairs:
        dx = place1[0] - place2[0]
        dy = place1[1] - place2[1]
        dz = place1[2] - place2[2]
        total -= mass1 * mass2 / (dx * dx + dy * dy + dz * dz) ** 0.5
    for _, (vx, vy, vz), mass in bodies:
        total += mass * (vx * vx + vy * vy + vz * vz) / 2.0
    return total


def run():
    bodies, pairs = make_system()
    advance(bodies, pairs, 0.01, 11000)
    return '%.9f' % energy(bodies, pairs)


def main():
    args = [arg for arg in sys.argv[1:] if arg != '--times']
    rounds = int(args[0]) if args else ROUNDS
    clock = getattr(time, 'process_time', None) or time.clock
    for number in range(rounds):
        start = clock()
        result = run()
        if '--times' in sys.argv:
            sys.stderr.write('%d %.6f\n' % (number, clock() - start))
    print(result)


if __name__ == '__main__':
    main()
